package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDims;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution by writing a chunk of the patch matrix to memory and multiplying it with the weights:
 * the way that any convolution can go.
 */
final class CpuConv2dIm2col implements CpuLowering {
  @Override
  public String name() {
    return "im2col";
  }

  @Override
  public @Nullable Unsupported refusal(Node node) {
    return CpuConv2dImplicitGemm.tooMany(((Conv2d) node.op()).dims(node.inputTypes()));
  }

  @Override
  public CpuStep lower(CpuNode node) {
    Conv2d op = (Conv2d) node.node().op();
    Conv2dDims d = op.dims(node.node().inputTypes());
    Im2col im2col = new Im2col(node, d);
    List<Gemm.Part> parts = new ArrayList<>();
    for (int group = 0; group < op.geometry().groups(); group++) {
      int column = group * d.ocPerGroup();
      Weights weights = Weights.of(node.input(1), column, im2col.depth(), d.oc(), false);
      parts.add(new Gemm.Part(im2col.factor(group, false), weights, column));
    }
    Destination y = Destination.of(node, d.oc(), op.epilogue());
    Gemm gemm = new Gemm(node, im2col.chunkRows(), d.ocPerGroup(), im2col.depth(), parts, y);
    return CpuStep.sequence(
        im2col.chunks().stream()
            .map(first -> step(im2col, gemm, node.input(0), first))
            .toArray(CpuStep[]::new));
  }

  private static CpuStep step(Im2col im2col, Gemm gemm, CpuTensor x, int first) {
    CpuStep fill = im2col.fill(x, first);
    Gemm.Piece piece = new Gemm.Piece(0, first, im2col.rowsFrom(first), 0, im2col.depth(), false);
    return () -> {
      fill.run();
      gemm.run(piece);
    };
  }
}
