package io.fovea.backend.opencl.reduce;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;

/** Fills a tensor with {@code dy / number of elements}. */
final class ClMeanGradient implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    ClMemory dx = node.output(0);
    Chunks chunks = Chunks.of(node.target());
    var kernel = node.kernel("mean.cl", "mean_gradient", chunks.macros());
    kernel.ints(dx.length()).read(node.input(0)).write(dx);
    chunks.deal(kernel, dx.length()).bind();
  }
}
