package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Epilogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Data gradient by {@link PlanarConvolution}, once for each {@link PixelClass}. */
final class CpuConv2dDataGradientPlanar implements CpuLowering {
  @Override
  public String name() {
    return "planar";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    Conv2dDims d = dims(node);
    Unsupported tooMany = PixelClass.refusal(d);
    return tooMany != null ? tooMany : PlanarConvolution.refusal(d.ocPerGroup(), Taps.of(d));
  }

  @Override
  public @Nullable Unsupported reluctance(Node node) {
    Conv2dDims d = dims(node);
    return PixelClass.of(d).stream()
        .map(pixels -> PlanarConvolution.reluctance(d.icPerGroup(), pixels.taps()))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static Conv2dDims dims(Node node) {
    return ((Conv2dDataGradient) node.op()).dims(node.inputTypes());
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2dDims d = dims(node.node());
    Epilogue epilogue = ((Conv2dDataGradient) node.node().op()).epilogue();
    Destination dx = Destination.of(node, d.ic(), epilogue);
    return CpuStep.sequence(
        PixelClass.of(d).stream().map(pixels -> step(node, d, pixels, dx)).toArray(CpuStep[]::new));
  }

  private static CpuStep step(CpuNode node, Conv2dDims d, PixelClass pixels, Destination dx) {
    if (pixels.depth() == 0) {
      return () -> pixels.clear(node.kernels(), dx);
    }
    Conv2dGeometry g = d.geometry();
    List<PlanarConvolution.Part> parts = new ArrayList<>();
    for (int group = 0; group < g.groups(); group++) {
      Weights weights = pixels.weights(node.input(1), group);
      int column = group * d.icPerGroup();
      parts.add(new PlanarConvolution.Part(group * d.ocPerGroup(), weights, column));
    }
    return new PlanarConvolution(
            node,
            node.input(0),
            d.ocPerGroup(),
            pixels.taps(),
            parts,
            d.icPerGroup(),
            new PlanarConvolution.Place(pixels.h(), pixels.w(), g.strideH(), g.strideW()),
            dx)
        .step();
  }
}
