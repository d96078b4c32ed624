package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDims;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Convolution by {@link PlanarConvolution}. */
final class CpuConv2dPlanar implements CpuLowering {
  @Override
  public String name() {
    return "planar";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    Conv2dDims d = ((Conv2d) node.op()).dims(node.inputTypes());
    return PlanarConvolution.refusal(d.icPerGroup(), Taps.of(d));
  }

  @Override
  public @Nullable Unsupported reluctance(Node node) {
    Conv2dDims d = ((Conv2d) node.op()).dims(node.inputTypes());
    return PlanarConvolution.reluctance(d.ocPerGroup(), Taps.of(d));
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2d op = (Conv2d) node.node().op();
    Conv2dDims d = op.dims(node.node().inputTypes());
    Taps taps = Taps.of(d);
    List<PlanarConvolution.Part> parts = new ArrayList<>();
    for (int group = 0; group < d.geometry().groups(); group++) {
      int column = group * d.ocPerGroup();
      int k = taps.count() * d.icPerGroup();
      Weights weights = Weights.of(node.input(1), column, k, d.oc(), false);
      parts.add(new PlanarConvolution.Part(group * d.icPerGroup(), weights, column));
    }
    Destination y = Destination.of(node, d.oc(), op.epilogue());
    return new PlanarConvolution(
            node,
            node.input(0),
            d.icPerGroup(),
            taps,
            parts,
            d.ocPerGroup(),
            PlanarConvolution.Place.ALL,
            y)
        .step();
  }
}
