package io.fovea.backend.opencl.norm;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.MovingAverage;

/** A running statistic. */
final class ClMovingAverage implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    MovingAverage op = (MovingAverage) node.node().op();
    ClMemory state = node.input(0);
    Chunks chunks = Chunks.of(node.target());
    var kernel = node.kernel("moving_average.cl", "moving_average", chunks.macros());
    kernel
        .ints(state.length())
        .floats((float) (1 - op.momentum()), (float) (op.momentum() * op.correction()))
        .read(node.input(1), node.input(2))
        .update(state);
    chunks.deal(kernel, state.length()).bind();
  }
}
