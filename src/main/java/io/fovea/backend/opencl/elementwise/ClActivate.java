package io.fovea.backend.opencl.elementwise;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;
import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;
import java.util.Locale;

/** {@code y = f(x)}. */
final class ClActivate implements ClLowering {
  /** Operations that the dearer functions cost. */
  static final int WORK = 16;

  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    Activate op = (Activate) node.node().op();
    ClMemory y = node.output(0);
    Chunks chunks = Chunks.of(node.target(), WORK);
    Macros macros = chunks.macros().with(macros(op.function()));
    var kernel = node.kernel("activate.cl", "activate", macros);
    kernel.ints(y.length()).floats((float) op.a()).read(node.input(0)).write(y);
    chunks.deal(kernel, y.length()).bind();
  }

  /** What names a function and its slope; both, so that the two kernels share a program. */
  static Macros macros(ActivationFunction function) {
    String name = function.name().toLowerCase(Locale.ROOT);
    return Macros.none().with("VALUE", name + "_value").with("SLOPE", name + "_slope");
  }
}
