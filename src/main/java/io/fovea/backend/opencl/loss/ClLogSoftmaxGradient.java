package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;

/** {@code dx = dy - exp(y) * sum of dy} over the last axis. */
final class ClLogSoftmaxGradient implements ClLowering {
  @Override
  public String name() {
    return "by_row";
  }

  @Override
  public void lower(ClNode node) {
    ScoreRows rows = ScoreRows.of(node.target(), node.node().outputTypes().get(0).shape());
    var kernel = node.kernel("log_softmax.cl", "log_softmax_gradient", rows.macros());
    kernel
        .ints(rows.rows(), rows.channels())
        .read(node.input(0), node.input(1))
        .write(node.output(0));
    rows.deal(kernel).bind();
  }
}
