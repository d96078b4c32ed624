package io.fovea.check;

import java.util.List;

/** What a {@link GraphCheck} found, node by node. */
public record GraphReport(List<Entry> nodes) {
  /**
   * One node.
   *
   * @param title layer and op
   * @param op its name
   * @param results one comparison for each result
   */
  public record Entry(String title, String op, List<Comparison> results) {
    public Entry {
      results = List.copyOf(results);
    }

    /** True if all results lie within their bounds. */
    public boolean passes() {
      return results.stream().allMatch(Comparison::passes);
    }

    /** One line. */
    @Override
    public String toString() {
      return title + ": " + (passes() ? "ok" : String.join("; ", lines()));
    }

    private List<String> lines() {
      return results.stream().filter(result -> !result.passes()).map(Comparison::toString).toList();
    }
  }

  public GraphReport {
    nodes = List.copyOf(nodes);
  }

  /** True if there is a node and all pass. */
  public boolean passes() {
    return !nodes.isEmpty() && nodes.stream().allMatch(Entry::passes);
  }

  /** Numbers compared in all nodes. */
  public long checked() {
    return nodes.stream()
        .flatMap(node -> node.results().stream())
        .mapToLong(result -> result.shape().elements())
        .sum();
  }

  /** The largest part of a bound that an error takes up; 1 is the limit, 0 without any node. */
  public double mostUsed() {
    return nodes.stream()
        .flatMap(node -> node.results().stream())
        .mapToDouble(Comparison::used)
        .max()
        .orElse(0);
  }

  /** Those that fail, a line each. */
  @Override
  public String toString() {
    List<String> failures =
        nodes.stream().filter(node -> !node.passes()).map(Entry::toString).toList();
    return failures.isEmpty()
        ? nodes.size() + " nodes, " + checked() + " numbers: ok"
        : String.join("\n", failures);
  }
}
