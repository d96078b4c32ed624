package io.fovea.backend.opencl.optimizer;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.RunningMean;

/** The mean of n more examples taken into that of those before. */
final class ClRunningMean implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    ClMemory state = node.input(0);
    Chunks chunks = Chunks.of(node.target());
    var kernel = node.kernel("running_mean.cl", "running_mean", chunks.macros());
    kernel
        .ints(state.length(), ((RunningMean) node.node().op()).n())
        .read(node.input(1), node.input(2))
        .update(state);
    chunks.deal(kernel, state.length()).bind();
  }
}
