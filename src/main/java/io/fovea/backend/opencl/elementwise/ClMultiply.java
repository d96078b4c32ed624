package io.fovea.backend.opencl.elementwise;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;

/** {@code y = a b}. */
final class ClMultiply implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    ClMemory y = node.output(0);
    Chunks chunks = Chunks.of(node.target());
    var kernel = node.kernel("multiply.cl", "multiply", chunks.macros());
    kernel.ints(y.length()).read(node.input(0), node.input(1)).write(y);
    chunks.deal(kernel, y.length()).bind();
  }
}
