package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * A way to the gradient by the weights, behind which the gradient by the bias, where it is the
 * second output, is summed in a pass of its own.
 */
record BiasApart(CpuLowering weights) implements CpuLowering {
  @Override
  public String name() {
    return weights.name();
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    return weights.refusal(node);
  }

  @Override
  public @Nullable Unsupported reluctance(Node node) {
    return weights.reluctance(node);
  }

  @Override
  public CpuStep lower(CpuNode node) {
    CpuStep step = weights.lower(node);
    if (node.outputs().size() == 1) {
      return step;
    }
    CpuStep bias = CpuBiasGradient.step(node, node.input(1), node.output(1));
    return () -> {
      step.run();
      bias.run();
    };
  }
}
