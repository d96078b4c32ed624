package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;

/** {@code dx[n, c] = c == labels[n] ? -dloss[n] / max(x[n, c], 2^-126) : 0}. */
final class ClCrossEntropyGradient implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    ClMemory dx = node.output(0);
    int rows = node.input(1).length();
    Chunks chunks = Chunks.of(node.target());
    var kernel = node.kernel("cross_entropy.cl", "cross_entropy_gradient", chunks.macros());
    kernel
        .ints(rows, dx.length() / rows)
        .read(node.input(0), node.input(1), node.input(2))
        .write(dx);
    chunks.deal(kernel, dx.length()).bind();
  }
}
