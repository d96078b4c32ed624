package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;
import io.fovea.op.LossTermsGradient;

/** {@code dx = f'(x, t) dy}. */
final class ClLossTermsGradient implements ClLowering {
  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public void lower(ClNode node) {
    LossTermsGradient op = (LossTermsGradient) node.node().op();
    ClMemory dx = node.output(0);
    Chunks chunks = Chunks.of(node.target(), ClLossTerms.WORK);
    Macros macros = chunks.macros().with(ClLossTerms.macros(op.function()));
    var kernel = node.kernel("loss_terms.cl", "loss_terms_gradient", macros);
    kernel
        .ints(dx.length())
        .floats((float) op.a())
        .read(node.input(0), node.input(1), node.input(2))
        .write(dx);
    chunks.deal(kernel, dx.length()).bind();
  }
}
