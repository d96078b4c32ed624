package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;

/** {@code loss[n] = -log(max(x[n, labels[n]], 2^-126))}. */
final class ClCrossEntropy implements ClLowering {
  /** A logarithm, in simple operations. */
  private static final int WORK = 20;

  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    ClMemory loss = node.output(0);
    Chunks chunks = Chunks.of(node.target(), WORK);
    int channels = node.input(0).length() / loss.length();
    var kernel = node.kernel("cross_entropy.cl", "cross_entropy", chunks.macros());
    kernel.ints(loss.length(), channels).read(node.input(0), node.input(1)).write(loss);
    chunks.deal(kernel, loss.length()).bind();
  }
}
