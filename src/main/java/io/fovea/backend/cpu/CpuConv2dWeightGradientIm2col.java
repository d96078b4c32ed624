package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dWeightGradient;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weight gradient by writing a chunk of the patch matrix to memory, multiplying its transpose with
 * dy, and adding up over the chunks.
 */
final class CpuConv2dWeightGradientIm2col implements CpuLowering {
  @Override
  public String name() {
    return "im2col";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    Conv2dWeightGradient op = (Conv2dWeightGradient) node.op();
    return CpuConv2dImplicitGemm.tooMany(op.dims(node.inputTypes()));
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2dWeightGradient op = (Conv2dWeightGradient) node.node().op();
    Conv2dDims d = op.dims(node.node().inputTypes());
    Im2col im2col = new Im2col(node, d);
    int pixels = d.n() * d.oh() * d.ow();
    List<Gemm.Part> parts = new ArrayList<>();
    for (int group = 0; group < op.geometry().groups(); group++) {
      int column = group * d.ocPerGroup();
      Weights dy = Weights.of(node.input(1), column, pixels, d.oc(), false);
      parts.add(new Gemm.Part(im2col.factor(group, true), dy, column));
    }
    Destination dw = Destination.plain(node.output(0), d.oc());
    Gemm gemm = Gemm.ofTerms(node, im2col.depth(), d.ocPerGroup(), im2col.chunkRows(), parts, dw);
    return CpuStep.sequence(
        im2col.chunks().stream()
            .map(first -> step(im2col, gemm, node.input(0), first))
            .toArray(CpuStep[]::new));
  }

  private static CpuStep step(Im2col im2col, Gemm gemm, CpuTensor x, int first) {
    CpuStep fill = im2col.fill(x, first);
    int rows = im2col.rowsFrom(first);
    Gemm.Piece piece = new Gemm.Piece(0, 0, im2col.depth(), first, rows, first > 0);
    return () -> {
      fill.run();
      gemm.run(piece);
    };
  }
}
