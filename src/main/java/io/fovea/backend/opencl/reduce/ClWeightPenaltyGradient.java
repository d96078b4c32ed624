package io.fovea.backend.opencl.reduce;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.WeightPenaltyGradient;

/** The slope of what large weights cost. */
final class ClWeightPenaltyGradient implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    WeightPenaltyGradient op = (WeightPenaltyGradient) node.node().op();
    ClMemory dx = node.output(0);
    Chunks chunks = Chunks.of(node.target());
    var kernel = node.kernel("weight_penalty.cl", "weight_penalty_gradient", chunks.macros());
    kernel
        .ints(dx.length())
        .floats((float) op.l1(), (float) op.l2())
        .read(node.input(0), node.input(1))
        .write(dx);
    chunks.deal(kernel, dx.length()).bind();
  }
}
