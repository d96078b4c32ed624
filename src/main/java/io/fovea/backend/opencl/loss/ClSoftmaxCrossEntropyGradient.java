package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;

/** {@code dx[n, c] = (y[n, c] - (c == labels[n])) * dloss[n]}. */
final class ClSoftmaxCrossEntropyGradient implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    ClMemory dx = node.output(0);
    ScoreRows rows = ScoreRows.of(node.target(), node.node().outputTypes().get(0).shape());
    Chunks chunks = Chunks.of(node.target());
    var kernel =
        node.kernel("softmax_cross_entropy.cl", "softmax_cross_entropy_gradient", rows.macros());
    kernel
        .ints(rows.rows(), rows.channels())
        .read(node.input(0), node.input(1), node.input(2))
        .write(dx);
    chunks.deal(kernel, dx.length()).bind();
  }
}
