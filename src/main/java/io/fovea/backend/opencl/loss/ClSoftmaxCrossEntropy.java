package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.SoftmaxCrossEntropy;

/**
 * Cross-entropy from logits and, where something takes them, the probabilities; or the gradient.
 */
final class ClSoftmaxCrossEntropy implements ClLowering {
  private static final int SECOND = 1;

  @Override
  public String name() {
    return "by_row";
  }

  @Override
  public void lower(ClNode node) {
    ScoreRows rows = ScoreRows.of(node.target(), node.node().inputTypes().get(0).shape());
    boolean differentiated = ((SoftmaxCrossEntropy) node.node().op()).differentiated();
    boolean probabilities = !differentiated && node.isUsed(SECOND);
    String second = differentiated ? "_differentiated" : probabilities ? "_probabilities" : "";
    String name = "softmax_cross_entropy" + second;
    var kernel = node.kernel("softmax_cross_entropy.cl", name, rows.macros());
    kernel.ints(rows.rows(), rows.channels()).read(node.input(0), node.input(1));
    if (differentiated) {
      kernel.read(node.input(2));
    }
    kernel.write(node.output(0));
    if (differentiated || probabilities) {
      kernel.write(node.output(SECOND));
    }
    rows.deal(kernel).bind();
  }
}
