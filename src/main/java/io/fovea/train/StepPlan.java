package io.fovea.train;

import io.fovea.backend.Program;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.StateLayout;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dWeightGradient;
import io.fovea.op.MatMul;
import java.util.List;
import java.util.Map;

/**
 * What a training step consists of.
 *
 * @param launches of one step, in their order
 * @param scratchBytes memory for intermediate values
 * @param scratchBytesWithoutReuse the same if no memory were used by turns
 * @param stateBytes memory for parameters, gradients, moments and all else that outlives a step,
 *     without the examples that are kept on the device; twice that on the reference
 * @param productFlops floating-point operations of its convolutions and matrix products and of
 *     their gradients, a multiply-add counted as two: the useful work by which engines are compared
 * @param forwardProductFlops the part of them that computes the loss: those of a prediction
 */
public record StepPlan(
    List<Program.Launch> launches,
    long scratchBytes,
    long scratchBytesWithoutReuse,
    long stateBytes,
    long productFlops,
    long forwardProductFlops) {
  public StepPlan {
    launches = List.copyOf(launches);
  }

  static StepPlan of(Program program) {
    Graph graph = program.graph();
    Map<Node, StepProfile.Phase> phases = StepPhases.of(graph);
    long flops = 0;
    long forward = 0;
    for (Node node : graph.nodes()) {
      if (isProduct(node)) {
        flops += node.cost().flops();
        forward += phases.get(node) == StepProfile.Phase.FORWARD ? node.cost().flops() : 0;
      }
    }
    return new StepPlan(
        program.launches().stream().filter(launch -> !launch.prologue()).toList(),
        program.scratchBytes(),
        program.scratchBytesWithoutReuse(),
        stateBytes(graph.layout()),
        flops,
        forward);
  }

  private static boolean isProduct(Node node) {
    return node.op() instanceof Conv2d
        || node.op() instanceof Conv2dDataGradient
        || node.op() instanceof Conv2dWeightGradient
        || node.op() instanceof MatMul;
  }

  private static long stateBytes(StateLayout layout) {
    return layout.regions().stream()
        .filter(region -> !region.name().startsWith(TrainerLayout.DATA))
        .mapToLong(StateLayout.Region::bytes)
        .sum();
  }
}
