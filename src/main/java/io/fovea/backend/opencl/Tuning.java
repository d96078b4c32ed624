package io.fovea.backend.opencl;

import io.fovea.backend.Choice;
import io.fovea.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Choices that were measured on a device, by the nodes for which they were: what the planner asks
 * before it chooses by models. Immutable. A node is known by its op, with all attributes, and the
 * types of its inputs for one image; a choice that was made for another batch counts, too, of
 * several the one for the nearest batch.
 */
final class Tuning {
  /** No choices. */
  static final Tuning NONE = new Tuning(Map.of());

  /**
   * A choice.
   *
   * @param batch for which it was made
   * @param code {@linkplain ClNode#code digest} of the kernels that were measured: with others it
   *     means nothing
   */
  record Entry(int batch, Choice choice, String code) {}

  private final Map<String, List<Entry>> entries;

  private Tuning(Map<String, List<Entry>> entries) {
    this.entries = entries;
  }

  /** What nodes have in common that one choice is for, but for their batch. */
  static String signature(Node node) {
    SampleNode sample = SampleNode.of(node);
    return sample.inputs().stream()
        .map(type -> type.dtype() + " " + type.shape())
        .collect(Collectors.joining(", ", sample.op() + " of ", ""));
  }

  /**
   * The batch of a node: all ops with a choice have it as the first extent of their first input.
   */
  static int batch(Node node) {
    return node.inputTypes().get(0).shape().dim(0);
  }

  /** The choice for a node, or null. */
  @Nullable Entry of(Node node) {
    // The signature takes a while, and most devices are not tuned.
    List<Entry> known = entries.isEmpty() ? null : entries.get(signature(node));
    return known == null
        ? null
        : Collections.min(known, Comparator.comparingDouble(e -> apart(e.batch(), batch(node))));
  }

  private static double apart(int batch, int other) {
    return (double) Math.max(batch, other) / Math.min(batch, other);
  }

  /** Whether there is a choice for this node at its very batch. */
  boolean knows(Node node) {
    return entries.getOrDefault(signature(node), List.of()).stream()
        .anyMatch(entry -> entry.batch() == batch(node));
  }

  /** These choices, and one more, in place of one for the same batch. */
  Tuning with(String signature, Entry entry) {
    Map<String, List<Entry>> more = new TreeMap<>(entries);
    List<Entry> ofNode = new ArrayList<>(entries.getOrDefault(signature, List.of()));
    ofNode.removeIf(other -> other.batch() == entry.batch());
    ofNode.add(entry);
    ofNode.sort(Comparator.comparingInt(Entry::batch));
    more.put(signature, List.copyOf(ofNode));
    return new Tuning(more);
  }

  /** These choices, and those of others for nodes and batches that these know nothing of. */
  Tuning orElse(Tuning others) {
    Tuning all = others;
    for (var ofNode : entries.entrySet()) {
      for (Entry entry : ofNode.getValue()) {
        all = all.with(ofNode.getKey(), entry);
      }
    }
    return all;
  }

  /** By the signatures of nodes, in order. */
  Map<String, List<Entry>> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /** How many choices there are. */
  int size() {
    return entries.values().stream().mapToInt(List::size).sum();
  }

  /** Names all that decides a bit of a result, which tiles do not. */
  String digest() {
    List<String> parts = new ArrayList<>();
    entries.forEach(
        (signature, ofNode) ->
            ofNode.forEach(
                entry -> {
                  parts.add(signature);
                  parts.add(entry.batch() + " " + entry.choice().implementation());
                }));
    return ClCompiler.digest(parts);
  }
}
