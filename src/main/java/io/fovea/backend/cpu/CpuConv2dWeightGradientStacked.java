package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dWeightGradient;
import org.jspecify.annotations.Nullable;

/** Weight gradient by {@link NarrowWeightGradient}. */
final class CpuConv2dWeightGradientStacked implements CpuLowering {
  @Override
  public String name() {
    return "stacked";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    return NarrowWeightGradient.refusal(dims(node));
  }

  @Override
  public @Nullable Unsupported reluctance(Node node) {
    return NarrowWeightGradient.reluctance(dims(node));
  }

  private static Conv2dDims dims(Node node) {
    return ((Conv2dWeightGradient) node.op()).dims(node.inputTypes());
  }

  @Override
  public CpuStep lower(CpuNode node) {
    return new NarrowWeightGradient(node, dims(node.node())).step();
  }
}
