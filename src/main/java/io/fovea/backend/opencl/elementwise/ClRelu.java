package io.fovea.backend.opencl.elementwise;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;

/** {@code y = x < 0 ? 0 : x}. */
final class ClRelu implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    ClMemory y = node.output(0);
    Chunks chunks = Chunks.of(node.target());
    var kernel = node.kernel("relu.cl", "relu", chunks.macros());
    kernel.ints(y.length()).read(node.input(0)).write(y);
    chunks.deal(kernel, y.length()).bind();
  }
}
