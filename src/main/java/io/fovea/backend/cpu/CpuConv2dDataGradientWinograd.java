package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Padding;
import org.jspecify.annotations.Nullable;

/** Data gradient as a convolution of dy with the filters turned, by {@link Winograd}'s way. */
final class CpuConv2dDataGradientWinograd implements CpuLowering {
  @Override
  public String name() {
    return "winograd";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    return Winograd.refusal(((Conv2dDataGradient) node.op()).dims(node.inputTypes()));
  }

  @Override
  public @Nullable Unsupported reluctance(Node node) {
    Conv2dDims d = ((Conv2dDataGradient) node.op()).dims(node.inputTypes());
    return Winograd.reluctance(d, d.ih(), d.iw());
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2dDataGradient op = (Conv2dDataGradient) node.node().op();
    Padding padding = op.geometry().padding();
    Destination to = Destination.of(node, op.dims(node.node().inputTypes()).ic(), op.epilogue());
    WinogradImages images =
        WinogradImages.of(node, node.input(0), padding.top() - 2, padding.left() - 2, to);
    return Winograd.step(node, images, node.input(1), true);
  }
}
