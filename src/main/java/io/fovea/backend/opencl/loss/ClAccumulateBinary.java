package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.AccumulateBinary;

/** Counts each element at {@code state[unit, t says yes, x says yes]}, by integer atomics. */
final class ClAccumulateBinary implements ClLowering {
  @Override
  public String name() {
    return "atomic";
  }

  @Override
  public void lower(ClNode node) {
    AccumulateBinary op = (AccumulateBinary) node.node().op();
    int count = node.input(1).length();
    int units = node.input(0).length() / 4;
    Chunks chunks = Chunks.of(node.target());
    var kernel = node.kernel("accumulate_binary.cl", "accumulate_binary", chunks.macros());
    kernel
        .ints(count, units)
        .floats((float) op.threshold(), (float) op.targetThreshold())
        .read(node.input(1), node.input(2))
        .update(node.input(0));
    chunks.deal(kernel, count).bind();
  }
}
