package io.fovea.backend.opencl;

import io.fovea.backend.Choice;
import io.fovea.backend.CompileOptions;
import io.fovea.backend.DeviceException;
import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.backend.Tuner;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.Reshape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures the ways that lowerings and their tiles offer, node by node, in a {@link Contest}. */
final class ClTuner implements Tuner {
  private static final Logger log = LoggerFactory.getLogger(ClTuner.class);

  private final ClDevice device;
  private final TuningFile file;
  private Tuning measured;
  private volatile Tuning tuning;

  ClTuner(ClDevice device, TuningFile file) {
    this.device = device;
    this.file = file;
    this.measured = file.user();
    this.tuning = measured.orElse(file.shipped());
    log.debug("{}: {} tuned choices ({})", device.limits(), tuning.size(), file.path());
  }

  /** The choices that programs planned from now on follow. */
  Tuning tuning() {
    return tuning;
  }

  /** A kind of node, how often it occurs, and the ways to do it. */
  private record Task(Node node, String signature, int nodes, List<Choice> choices) {
    Task once() {
      return new Task(node, signature, nodes + 1, choices);
    }

    double flops() {
      return (double) nodes * node.cost().flops();
    }
  }

  @Override
  public synchronized Report tune(List<Graph> graphs, Duration atMost, Consumer<Outcome> each) {
    if (file.path() == null) {
      throw new DeviceException("there is no file for tuned choices: they are switched off");
    }
    file.requireOwn();
    long end = System.nanoTime() + atMost.toNanos();
    int known = 0;
    int leftOut = 0;
    int done = 0;
    for (Task task : tasks(graphs)) {
      if (System.nanoTime() >= end) {
        leftOut++;
        continue;
      }
      Contest.Result result;
      try {
        if (isKnown(task.node())) {
          known++;
          continue;
        }
        result = contest(task, end);
      } catch (OutOfDeviceMemoryException e) {
        log.warn("{}: not measured: {}", task.node().title(), e.getMessage());
        result = null;
      }
      if (result == null) {
        leftOut++;
        continue;
      }
      // Another process may have saved choices since.
      measured = file.user().orElse(measured).with(task.signature(), result.entry());
      file.save(measured);
      tuning = measured.orElse(tuning);
      done++;
      each.accept(result.outcome(task.node(), task.nodes()));
    }
    return new Report(done, known, leftOut);
  }

  /**
   * Whether programs follow what was measured for this very batch: not if kernels changed since.
   */
  private boolean isKnown(Node node) {
    if (!measured.knows(node)) {
      return false;
    }
    Graph graph = Contest.graphOf(node);
    try (State state = device.allocate(graph.layout());
        Program program = device.plan(graph, state, CompileOptions.standard())) {
      return program.launches().get(0).tuned();
    }
  }

  private Contest.@Nullable Result contest(Task task, long end) {
    try (Contest contest = new Contest(device, task.node())) {
      return contest.run(task.choices(), end);
    }
  }

  /** The kinds of nodes with several ways, in the order in which they are to be measured. */
  private List<Task> tasks(List<Graph> graphs) {
    Map<String, Task> all = new LinkedHashMap<>();
    for (Graph graph : graphs) {
      Map<String, Task> found = new LinkedHashMap<>();
      for (Node node : graph.nodes()) {
        List<Choice> choices = node.op() instanceof Reshape ? List.of() : choices(node);
        if (choices.size() > 1 && Contest.canFeed(node)) {
          String signature = Tuning.signature(node);
          String kind = Tuning.batch(node) + " " + signature;
          if (all.containsKey(kind)) {
            all.computeIfPresent(kind, (key, task) -> task.once());
          } else {
            found.putIfAbsent(kind, new Task(node, signature, 0, choices));
            found.computeIfPresent(kind, (key, task) -> task.once());
          }
        }
      }
      found.entrySet().stream()
          .sorted(Comparator.comparingDouble(entry -> -entry.getValue().flops()))
          .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    }
    return List.copyOf(all.values());
  }

  /** Every way that can do the node; of several lowerings of one name the first that can. */
  private List<Choice> choices(Node node) {
    List<Choice> choices = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (ClLowering lowering : device.lowerings().of(node.op())) {
      if (lowering.refusal(node, device.target()) == null && names.add(lowering.name())) {
        List<String> tiles = lowering.tiles(node, device.target());
        (tiles.isEmpty() ? List.of("") : tiles)
            .forEach(tile -> choices.add(new Choice(lowering.name(), tile)));
      }
    }
    return choices;
  }

  @Override
  public int size() {
    return tuning.size();
  }

  @Override
  public @Nullable String place() {
    Path path = file.path();
    return path == null ? null : path.toString();
  }

  @Override
  public String digest() {
    return tuning.digest();
  }

  @Override
  public synchronized boolean clear() {
    boolean wasThere = file.delete();
    measured = Tuning.NONE;
    tuning = file.shipped();
    return wasThere;
  }
}
