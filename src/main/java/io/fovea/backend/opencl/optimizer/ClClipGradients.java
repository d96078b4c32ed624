package io.fovea.backend.opencl.optimizer;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.ClipGradients;

/** Gradients that are not too large. */
final class ClClipGradients implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    ClipGradients op = (ClipGradients) node.node().op();
    ClMemory gradients = node.input(0);
    Chunks chunks = Chunks.of(node.target());
    var kernel = node.kernel("clip_gradients.cl", "clip_gradients", chunks.macros());
    kernel
        .ints(gradients.length())
        .floats((float) op.maxNorm(), (float) op.maxValue())
        .read(node.input(1))
        .update(gradients);
    chunks.deal(kernel, gradients.length()).bind();
  }
}
