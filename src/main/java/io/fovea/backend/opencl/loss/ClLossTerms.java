package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;
import io.fovea.op.LossFunction;
import io.fovea.op.LossTerms;
import java.util.Locale;

/** {@code y = f(x, t)}. */
final class ClLossTerms implements ClLowering {
  /** Operations that the dearer functions cost. */
  static final int WORK = 16;

  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    LossTerms op = (LossTerms) node.node().op();
    ClMemory y = node.output(0);
    Chunks chunks = Chunks.of(node.target(), WORK);
    Macros macros = chunks.macros().with(macros(op.function()));
    var kernel = node.kernel("loss_terms.cl", "loss_terms", macros);
    kernel.ints(y.length()).floats((float) op.a()).read(node.input(0), node.input(1)).write(y);
    chunks.deal(kernel, y.length()).bind();
  }

  /** What names a function and its slope; both, so that the two kernels share a program. */
  static Macros macros(LossFunction function) {
    String name = function.name().toLowerCase(Locale.ROOT);
    return Macros.none().with("VALUE", name + "_value").with("SLOPE", name + "_slope");
  }
}
