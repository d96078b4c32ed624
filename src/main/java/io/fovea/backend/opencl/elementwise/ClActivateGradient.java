package io.fovea.backend.opencl.elementwise;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;
import io.fovea.op.ActivateGradient;

/** {@code dx = f'(x) dy}. */
final class ClActivateGradient implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    ActivateGradient op = (ActivateGradient) node.node().op();
    ClMemory dx = node.output(0);
    Chunks chunks = Chunks.of(node.target(), ClActivate.WORK);
    Macros macros = chunks.macros().with(ClActivate.macros(op.function()));
    var kernel = node.kernel("activate.cl", "activate_gradient", macros);
    kernel.ints(dx.length()).floats((float) op.a()).read(node.input(0), node.input(1)).write(dx);
    chunks.deal(kernel, dx.length()).bind();
  }
}
