package io.fovea.backend.opencl.layout;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.Slice;

/** Takes entries of one axis. */
final class ClSlice implements ClLowering {
  @Override
  public String name() {
    return "copy";
  }

  @Override
  public void lower(ClNode node) {
    Slice op = (Slice) node.node().op();
    ClMemory y = node.output(0);
    Rows rows =
        Rows.of(
            node.node().inputTypes().get(0).shape(),
            node.node().outputTypes().get(0).shape(),
            op.axis());
    Chunks chunks = Chunks.of(node.target());
    var kernel = node.kernel("slice.cl", "slice", rows.macros().with(chunks.macros()));
    kernel.ints(y.length(), op.begin() * rows.unit()).read(node.input(0)).write(y);
    chunks.deal(kernel, y.length()).bind();
  }
}
