package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dWeightGradient;
import org.jspecify.annotations.Nullable;

/** Weight gradient by {@link WinogradWeightGradient}. */
final class CpuConv2dWeightGradientWinograd implements CpuLowering {
  @Override
  public String name() {
    return "winograd";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    return Winograd.refusal(((Conv2dWeightGradient) node.op()).dims(node.inputTypes()));
  }

  @Override
  public @Nullable Unsupported reluctance(Node node) {
    Conv2dDims d = ((Conv2dWeightGradient) node.op()).dims(node.inputTypes());
    return Winograd.reluctance(d, d.oh(), d.ow());
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2dWeightGradient op = (Conv2dWeightGradient) node.node().op();
    return new WinogradWeightGradient(node, op.dims(node.node().inputTypes())).step();
  }
}
