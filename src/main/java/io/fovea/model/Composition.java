package io.fovea.model;

import io.fovea.nn.Input;
import io.fovea.nn.Layer;
import io.fovea.nn.Named;
import io.fovea.nn.Signal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns signals into named steps, inputs before what is made of them. */
final class Composition {
  private final List<Model.Entrance> entrances = new ArrayList<>();
  private final List<Model.Step> steps = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final IdentityHashMap<Signal, String> names = new IdentityHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Set<String> uses = new HashSet<>();
  private final Map<String, Layer> shared = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();

  Composition(List<? extends Signal> inputs, List<? extends Signal> ends) {
    List<Signal> order = order(ends);
    order.forEach(this::takeGivenName);
    for (Signal signal : inputs) {
      enter(signal, inputs.size());
    }
    for (Signal signal : order) {
      if (!names.containsKey(signal)) {
        apply(signal);
      }
    }
    ends.forEach(end -> outputs.add(name(end)));
  }

  Model model() {
    return new Model(entrances, steps, outputs);
  }

  /** All signals that the ends are made of, each behind its inputs. */
  private static List<Signal> order(List<? extends Signal> ends) {
    List<Signal> order = new ArrayList<>();
    IdentityHashMap<Signal, Boolean> isDone = new IdentityHashMap<>();
    Deque<Signal> stack = new ArrayDeque<>();
    for (Signal end : ends) {
      stack.push(end);
      while (!stack.isEmpty()) {
        Signal signal = stack.peek();
        boolean isReady = isDone.putIfAbsent(signal, false) != null;
        if (isReady) {
          stack.pop();
          if (Boolean.FALSE.equals(isDone.put(signal, true))) {
            order.add(signal);
          }
          continue;
        }
        for (int i = signal.inputs().size() - 1; i >= 0; i--) {
          if (!isDone.containsKey(signal.inputs().get(i))) {
            stack.push(signal.inputs().get(i));
          }
        }
      }
    }
    return order;
  }

  /** Names that a person chose come first: automatic ones keep clear of them. */
  private void takeGivenName(Signal signal) {
    if (signal instanceof Input input && input.name() != null) {
      take(input.name());
    } else if (signal.layer() instanceof Named named) {
      if (!named.isShared()) {
        take(named.name());
        return;
      }
      Layer before = shared.putIfAbsent(named.name(), named.layer());
      if (before == null) {
        take(named.name());
      } else if (!before.equals(named.layer())) {
        throw new IllegalArgumentException(
            "model: '%s' is shared by different layers, %s and %s"
                .formatted(named.name(), before, named.layer()));
      }
    }
  }

  private void take(String name) {
    if (!taken.add(name)) {
      throw new IllegalArgumentException(
          "model: two layers are named '" + name + "'; shared(\"" + name + "\") makes them one");
    }
  }

  private void enter(Signal signal, int count) {
    if (!(signal instanceof Input input)) {
      throw new IllegalArgumentException("model: an input must be made by Input.of");
    }
    String name = input.name();
    if (name == null) {
      name = count == 1 && taken.add("input") ? "input" : free("input");
    }
    names.put(signal, name);
    entrances.add(new Model.Entrance(name, input.shape()));
  }

  private void apply(Signal signal) {
    Layer layer = signal.layer();
    if (layer == null) {
      throw new IllegalArgumentException(
          "model: an output depends on an input that is not among the model's inputs");
    }
    String scope = layer instanceof Named named ? named.name() : free(layer.kind());
    Layer bare = layer instanceof Named named ? named.layer() : layer;
    String name = scope;
    for (int use = 2; !uses.add(name); use++) {
      name = scope + "@" + use;
    }
    names.put(signal, name);
    steps.add(new Model.Step(name, scope, bare, signal.inputs().stream().map(this::name).toList()));
  }

  private String free(String kind) {
    String name;
    do {
      name = kind + counts.merge(kind, 1, Integer::sum);
    } while (!taken.add(name));
    return name;
  }

  private String name(Signal signal) {
    String name = names.get(signal);
    if (name == null) {
      throw new IllegalArgumentException("model: an output is not made of the model's inputs");
    }
    return name;
  }
}
