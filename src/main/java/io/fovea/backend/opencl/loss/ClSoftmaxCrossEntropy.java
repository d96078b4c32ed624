package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;

/** Cross-entropy from logits and, where something takes them, the probabilities. */
final class ClSoftmaxCrossEntropy implements ClLowering {
  private static final int PROBABILITIES = 1;

  @Override
  public String name() {
    return "by_row";
  }

  @Override
  public void lower(ClNode node) {
    ScoreRows rows = ScoreRows.of(node.target(), node.node().inputTypes().get(0).shape());
    boolean probabilities = node.isUsed(PROBABILITIES);
    String name = probabilities ? "softmax_cross_entropy_probabilities" : "softmax_cross_entropy";
    var kernel = node.kernel("softmax_cross_entropy.cl", name, rows.macros());
    kernel
        .ints(rows.rows(), rows.channels())
        .read(node.input(0), node.input(1))
        .write(node.output(0));
    if (probabilities) {
      kernel.write(node.output(PROBABILITIES));
    }
    rows.deal(kernel).bind();
  }
}
