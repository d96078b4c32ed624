package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Padding;
import org.jspecify.annotations.Nullable;

/** Convolution by {@link Winograd}'s way. */
final class CpuConv2dWinograd implements CpuLowering {
  @Override
  public String name() {
    return "winograd";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    return Winograd.refusal(((Conv2d) node.op()).dims(node.inputTypes()));
  }

  @Override
  public @Nullable Unsupported reluctance(Node node) {
    Conv2dDims d = ((Conv2d) node.op()).dims(node.inputTypes());
    return Winograd.reluctance(d, d.oh(), d.ow());
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2d op = (Conv2d) node.node().op();
    Padding padding = op.geometry().padding();
    Destination to = Destination.of(node, op.dims(node.node().inputTypes()).oc(), op.epilogue());
    WinogradImages images =
        WinogradImages.of(node, node.input(0), -padding.top(), -padding.left(), to);
    return Winograd.step(node, images, node.input(1), false);
  }
}
