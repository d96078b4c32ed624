package io.fovea.backend.opencl.elementwise;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;

/** {@code dx = y <= 0 ? 0 : dy}. */
final class ClReluGradient implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    ClMemory dx = node.output(0);
    Chunks chunks = Chunks.of(node.target());
    var kernel = node.kernel("relu.cl", "relu_gradient", chunks.macros());
    kernel.ints(dx.length()).read(node.input(0), node.input(1)).write(dx);
    chunks.deal(kernel, dx.length()).bind();
  }
}
