package io.fovea.train;

import io.fovea.graph.Node;
import java.util.List;

/**
 * Where the time of a training step goes: medians over several steps.
 *
 * @param plan what the step consists of
 * @param nodes in the order of their launches, without those that launch nothing
 * @param stepSeconds time of a whole step, of several handed in one after the other, nothing timed
 *     within them
 * @param handInSeconds time of the host to hand in a step, without waiting for it; a device that
 *     computes on the thread that asks for it has no other time
 */
public record StepProfile(
    StepPlan plan, List<NodeTime> nodes, double stepSeconds, double handInSeconds) {
  /** The part of a step that a node belongs to. */
  public enum Phase {
    /** What the loss depends on. */
    FORWARD,
    /** Gradients. */
    BACKWARD,
    /** What changes state: the optimiser, statistics, counters, metrics. */
    UPDATE
  }

  /**
   * The time of a node.
   *
   * @param layer that it belongs to; also {@code data}, {@code loss}, {@code gradients}, {@code
   *     optimizer}, {@code step} and {@code metrics}
   * @param op name of its op
   * @param implementation name of the implementation
   * @param launches how many it takes
   * @param seconds of all its launches together; they overlap nothing, being timed one by one
   * @param flops floating-point operations that it must do at the least
   * @param bytes that it must read and write at the least
   */
  public record NodeTime(
      String layer,
      String op,
      String implementation,
      Phase phase,
      int launches,
      double seconds,
      long flops,
      long bytes) {
    static NodeTime of(Node node, String implementation, Phase phase, int launches, double nanos) {
      return new NodeTime(
          node.label(),
          node.op().name(),
          implementation,
          phase,
          launches,
          nanos * 1e-9,
          node.cost().flops(),
          node.cost().bytes());
    }
  }

  public StepProfile {
    nodes = List.copyOf(nodes);
  }

  /** Time of all nodes together. */
  public double nodeSeconds() {
    return nodes.stream().mapToDouble(NodeTime::seconds).sum();
  }
}
