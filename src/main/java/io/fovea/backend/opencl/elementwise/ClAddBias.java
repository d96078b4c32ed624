package io.fovea.backend.opencl.elementwise;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;

/** {@code y[.., c] = x[.., c] + b[c]}. */
final class ClAddBias implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    ClMemory y = node.output(0);
    Chunks chunks = Chunks.of(node.target());
    var macros = chunks.macros().with("CHANNELS", node.input(1).length());
    var kernel = node.kernel("add_bias.cl", "add_bias", macros);
    kernel.ints(y.length()).read(node.input(0), node.input(1)).write(y);
    chunks.deal(kernel, y.length()).bind();
  }
}
