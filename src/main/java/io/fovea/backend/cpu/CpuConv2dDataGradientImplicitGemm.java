package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dDims;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Data gradient as matrix products, patches of dy by weights whose input and output channels have
 * changed places: a product for each {@link PixelClass}.
 */
final class CpuConv2dDataGradientImplicitGemm implements CpuLowering {
  @Override
  public String name() {
    return "implicit_gemm";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    Conv2dDims d = ((Conv2dDataGradient) node.op()).dims(node.inputTypes());
    Unsupported tooMany = PixelClass.refusal(d);
    return tooMany != null
        ? tooMany
        : CpuConv2dImplicitGemm.tooMany(
            new Conv2dDims(
                d.n(),
                d.oh(),
                d.ow(),
                d.oc(),
                d.kh(),
                d.kw(),
                d.ih(),
                d.iw(),
                d.ic(),
                d.geometry()));
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2dDataGradient op = (Conv2dDataGradient) node.node().op();
    Conv2dDims d = op.dims(node.node().inputTypes());
    Destination dx = Destination.of(node, d.ic(), op.epilogue());
    return CpuStep.sequence(
        PixelClass.of(d).stream().map(pixels -> step(node, d, pixels, dx)).toArray(CpuStep[]::new));
  }

  private static CpuStep step(CpuNode node, Conv2dDims d, PixelClass pixels, Destination dx) {
    if (pixels.depth() == 0) {
      return () -> pixels.clear(node.kernels(), dx);
    }
    int oc = d.ocPerGroup();
    List<Gemm.Part> parts = new ArrayList<>();
    for (int group = 0; group < d.geometry().groups(); group++) {
      Patches patches =
          new Patches(node.kernels(), node.input(0), group * oc, oc, pixels.taps(), true);
      Weights weights = pixels.weights(node.input(1), group);
      parts.add(new Gemm.Part(new LeftFactor(patches, false), weights, group * d.icPerGroup()));
    }
    boolean isDense = d.geometry().strideH() == 1 && d.geometry().strideW() == 1;
    Destination to = isDense ? dx : dx.scattered(pixels::pixel);
    Gemm gemm = new Gemm(node, pixels.pixels(), d.icPerGroup(), pixels.depth(), parts, to);
    Gemm.Piece all = Gemm.Piece.all(pixels.pixels(), pixels.depth());
    return () -> gemm.run(all);
  }
}
