package io.fovea.backend.opencl.elementwise;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;

/** {@code dx = x > 0 ? dy : alpha[c] dy, terms = x > 0 ? 0 : x dy}. */
final class ClPReluGradient implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    ClMemory x = node.input(0);
    Chunks chunks = Chunks.of(node.target());
    var macros = chunks.macros().with("CHANNELS", node.input(1).length());
    var kernel = node.kernel("prelu.cl", "prelu_gradient", macros);
    kernel
        .ints(x.length())
        .read(x, node.input(1), node.input(2))
        .write(node.output(0), node.output(1));
    chunks.deal(kernel, x.length()).bind();
  }
}
