package io.fovea.backend.opencl.layout;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.SliceGradient;
import io.fovea.tensor.Shape;

/** Puts entries of one axis back among zeros. */
final class ClSliceGradient implements ClLowering {
  @Override
  public String name() {
    return "copy";
  }

  @Override
  public void lower(ClNode node) {
    SliceGradient op = (SliceGradient) node.node().op();
    ClMemory dx = node.output(0);
    Shape dy = node.node().inputTypes().get(0).shape();
    Rows rows = Rows.of(op.x(), dy, op.axis());
    Chunks chunks = Chunks.of(node.target());
    var kernel = node.kernel("slice.cl", "slice_gradient", rows.macros().with(chunks.macros()));
    kernel
        .ints(dx.length(), op.begin() * rows.unit(), dy.dim(op.axis()) * rows.unit())
        .read(node.input(0))
        .write(dx);
    chunks.deal(kernel, dx.length()).bind();
  }
}
