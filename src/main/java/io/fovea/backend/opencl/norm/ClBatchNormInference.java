package io.fovea.backend.opencl.norm;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.BatchNormInference;
import java.util.List;

/** Normalisation with given statistics. */
final class ClBatchNormInference implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    BatchNormInference op = (BatchNormInference) node.node().op();
    normalize(
        node,
        op.epsilon(),
        List.of(node.input(0), node.input(1), node.input(2), node.input(3), node.input(4)));
  }

  /**
   * Writes the node's first output.
   *
   * @param inputs x, gamma, beta, mean, variance
   */
  static void normalize(ClNode node, double epsilon, List<ClMemory> inputs) {
    ChannelRows rows = ChannelRows.of(node.target(), node.node().inputTypes().get(0).shape());
    var kernel = node.kernel("batch_norm_inference.cl", "batch_norm_inference", rows.macros());
    rows.bind(kernel).floats((float) epsilon);
    inputs.forEach(kernel::read);
    kernel.write(node.output(0));
    rows.deal(kernel).bind();
  }
}
