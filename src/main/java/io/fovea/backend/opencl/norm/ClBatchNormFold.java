package io.fovea.backend.opencl.norm;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.BatchNormFold;

/** Weights and bias of a product that does a batch normalisation too. */
final class ClBatchNormFold implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    BatchNormFold op = (BatchNormFold) node.node().op();
    ClMemory gamma = node.input(1);
    ClMemory variance = node.input(4);
    ClMemory foldedW = node.output(0);
    ClMemory foldedB = node.output(1);
    Chunks chunks = Chunks.of(node.target());
    int channels = gamma.length();
    String file = "batch_norm_fold.cl";

    var weights = node.kernel(file, "batch_norm_fold_weights", chunks.macros());
    weights
        .ints(foldedW.length(), channels)
        .floats((float) op.epsilon())
        .read(node.input(0), gamma, variance)
        .write(foldedW);
    chunks.deal(weights, foldedW.length()).bind();

    var bias = node.kernel(file, "batch_norm_fold_bias", chunks.macros());
    bias.ints(channels, op.bias() ? 1 : 0)
        .floats((float) op.epsilon())
        .read(gamma, node.input(2), node.input(3), variance, node.input(op.bias() ? 5 : 3))
        .write(foldedB);
    chunks.deal(bias, foldedB.length()).bind();
  }
}
