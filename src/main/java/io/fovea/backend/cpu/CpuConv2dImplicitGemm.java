package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDims;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution as a matrix product, patches {@code [n*oh*ow, kh*kw*ic]} by weights {@code [kh*kw*ic,
 * oc]}, whose patches are copied straight into the blocks of the product: the patch matrix never
 * exists. Groups are products side by side.
 */
final class CpuConv2dImplicitGemm implements CpuLowering {
  @Override
  public String name() {
    return "implicit_gemm";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    return tooMany(((Conv2d) node.op()).dims(node.inputTypes()));
  }

  /** Rows, columns and terms of the product are Java ints. */
  static @Nullable Unsupported tooMany(Conv2dDims d) {
    long pixels = (long) d.n() * d.oh() * d.ow();
    long depth = (long) d.kh() * d.kw() * d.icPerGroup();
    return Math.max(pixels, depth) <= CpuTensor.MAX_ELEMENTS
        ? null
        : new Unsupported(
            "the patch matrix is " + pixels + " x " + depth + ", an extent too large");
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2d op = (Conv2d) node.node().op();
    Conv2dDims d = op.dims(node.node().inputTypes());
    int m = d.n() * d.oh() * d.ow();
    int k = d.kh() * d.kw() * d.icPerGroup();
    List<Gemm.Part> parts = new ArrayList<>();
    for (int group = 0; group < op.geometry().groups(); group++) {
      int column = group * d.ocPerGroup();
      LeftFactor patches = LeftFactor.ofPatches(node.kernels(), d, node.input(0), group);
      Weights weights = Weights.of(node.input(1), column, k, d.oc(), false);
      parts.add(new Gemm.Part(patches, weights, column));
    }
    Destination y = Destination.of(node, d.oc(), op.epilogue());
    Gemm gemm = new Gemm(node, m, d.ocPerGroup(), k, parts, y);
    Gemm.Piece all = Gemm.Piece.all(m, k);
    return () -> gemm.run(all);
  }
}
