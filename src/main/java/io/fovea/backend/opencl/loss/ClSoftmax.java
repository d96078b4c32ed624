package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;

/** {@code y = exp(x - max) / sum of exp(x - max)} over the last axis. */
final class ClSoftmax implements ClLowering {
  @Override
  public String name() {
    return "by_row";
  }

  @Override
  public void lower(ClNode node) {
    ScoreRows rows = ScoreRows.of(node.target(), node.node().outputTypes().get(0).shape());
    var kernel = node.kernel("softmax.cl", "softmax", rows.macros());
    kernel.ints(rows.rows(), rows.channels()).read(node.input(0)).write(node.output(0));
    rows.deal(kernel).bind();
  }
}
