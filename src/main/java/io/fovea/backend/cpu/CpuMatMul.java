package io.fovea.backend.cpu;

import io.fovea.op.MatMul;
import java.util.List;

/** Matrix product of blocks. */
final class CpuMatMul implements CpuLowering {
  @Override
  public String name() {
    return "gemm";
  }

  @Override
  public CpuStep lower(CpuNode node) {
    MatMul op = (MatMul) node.node().op();
    MatMul.Dims d = op.dims(node.node().inputTypes());
    Rows rows = Rows.of(node.kernels(), node.input(0), 0, op.transposeA() ? d.m() : d.k());
    LeftFactor a = new LeftFactor(rows, op.transposeA());
    int rowStride = op.transposeW() ? d.k() : d.n();
    Weights w = Weights.of(node.input(1), 0, d.k(), rowStride, op.transposeW());
    Destination y = Destination.of(node, d.n(), op.epilogue());
    Gemm gemm = new Gemm(node, d.m(), d.n(), d.k(), List.of(new Gemm.Part(a, w, 0)), y);
    Gemm.Piece all = Gemm.Piece.all(d.m(), d.k());
    return () -> gemm.run(all);
  }
}
