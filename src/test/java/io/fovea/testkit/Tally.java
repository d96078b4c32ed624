package io.fovea.testkit;

import io.fovea.op.Op;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts the cases that passed, by op, backend, implementation and layer. */
public final class Tally {
  private final Map<String, Map<String, Map<String, Map<Layer, Integer>>>> counts = new TreeMap<>();

  /** Counts one case. */
  public void count(Op op, Target target, String implementation, Layer layer) {
    count(op.name(), target.name(), implementation, layer);
  }

  /** Counts one case by names. */
  public void count(String op, String target, String implementation, Layer layer) {
    counts
        .computeIfAbsent(op, key -> new TreeMap<>())
        .computeIfAbsent(target, key -> new TreeMap<>())
        .computeIfAbsent(implementation, key -> new EnumMap<>(Layer.class))
        .merge(layer, 1, Integer::sum);
  }

  /** Cases by layer, for each implementation of an op on a backend. */
  public Map<String, Map<Layer, Integer>> of(String op, String target) {
    return counts.getOrDefault(op, Map.of()).getOrDefault(target, Map.of());
  }

  /** Cases of an op on a backend in a layer, over all implementations. */
  public int of(String op, String target, Layer layer) {
    return of(op, target).values().stream().mapToInt(layers -> layers.getOrDefault(layer, 0)).sum();
  }

  /** Whether nothing was counted. */
  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /** All cases on a backend in a layer. */
  public int total(String target, Layer layer) {
    return counts.keySet().stream().mapToInt(op -> of(op, target, layer)).sum();
  }
}
