package io.fovea.backend.opencl.image;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;
import io.fovea.op.AffineField;

/** Where each pixel comes from, line by line. */
final class ClAffineField implements ClLowering {
  private static final int WORK_PER_PIXEL = 8;
  private static final int WORK_PER_LINE = 200;

  @Override
  public String name() {
    return "line";
  }

  @Override
  public void lower(ClNode node) {
    AffineField op = (AffineField) node.node().op();
    int n = node.output(0).length() / (op.h() * op.w() * 2);
    Chunks chunks = Chunks.of(node.target(), op.w() * WORK_PER_PIXEL + WORK_PER_LINE);
    Macros macros = Macros.of("H", op.h()).with("W", op.w()).with(chunks.macros());
    var kernel = node.kernel("affine_field.cl", "affine_field", macros);
    kernel
        .ints(n, op.shiftH(), op.shiftW(), op.mirrorH() ? 1 : 0, op.mirrorV() ? 1 : 0)
        .floats((float) op.radians(), (float) op.scale())
        .read(node.input(0))
        .write(node.output(0));
    chunks.deal(kernel, (long) n * op.h()).bind();
  }
}
