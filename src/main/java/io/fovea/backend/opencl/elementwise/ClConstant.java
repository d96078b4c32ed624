package io.fovea.backend.opencl.elementwise;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.Constant;

/** Fills a tensor with one number. */
final class ClConstant implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    Constant op = (Constant) node.node().op();
    ClMemory y = node.output(0);
    Chunks chunks = Chunks.of(node.target());
    var kernel = node.kernel("constant.cl", "fill", chunks.macros());
    kernel.ints(y.length()).floats((float) op.value()).write(y);
    chunks.deal(kernel, y.length()).bind();
  }
}
