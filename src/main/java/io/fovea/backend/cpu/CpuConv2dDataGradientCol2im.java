package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Epilogue;
import org.jspecify.annotations.Nullable;

/**
 * Data gradient by {@link PatchGradients}: image by image, the gradient of the patches, added to
 * the pixels that these are copies of.
 */
final class CpuConv2dDataGradientCol2im implements CpuLowering {
  /** Products of a convolution of dy for each product that counts, from which this way pays. */
  private static final double LEAST_WASTE = 1.6;

  /** Output channels from which the products are worth storing their results. */
  private static final int LEAST_DEPTH = 12;

  @Override
  public String name() {
    return "col2im";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    return PatchGradients.refusal(dims(node));
  }

  @Override
  public @Nullable Unsupported reluctance(Node node) {
    Conv2dDims d = dims(node);
    double products = (double) d.oh() * d.ow() * d.kh() * d.kw();
    Conv2dGeometry g = d.geometry();
    double convolved =
        (double) products(d.ih(), d.kh(), g.strideH(), g.dilationH(), g.padding().top())
            * products(d.iw(), d.kw(), g.strideW(), g.dilationW(), g.padding().left());
    if (convolved < LEAST_WASTE * products) {
      return new Unsupported("pays where more of the taps of dx lie outside of dy");
    }
    return d.ocPerGroup() >= LEAST_DEPTH
        ? null
        : new Unsupported("pays from " + LEAST_DEPTH + " output channels of a group on");
  }

  /** Along one axis, the taps of all pixels of dx, whether dy has a pixel there or not. */
  private static long products(int extent, int taps, int stride, int dilation, int padding) {
    long sum = 0;
    for (int tap = 0; tap < taps; tap++) {
      int first = Math.floorMod((long) tap * dilation - padding, stride);
      sum += first < extent ? (extent - 1 - first) / stride + 1 : 0;
    }
    return sum;
  }

  private static Conv2dDims dims(Node node) {
    return ((Conv2dDataGradient) node.op()).dims(node.inputTypes());
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2dDims d = dims(node.node());
    Epilogue epilogue = ((Conv2dDataGradient) node.node().op()).epilogue();
    return new PatchGradients(node, d, Destination.of(node, d.ic(), epilogue)).step();
  }
}
