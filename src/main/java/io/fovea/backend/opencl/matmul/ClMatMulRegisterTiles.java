package io.fovea.backend.opencl.matmul;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.graph.Node;
import io.fovea.op.MatMul;
import org.jspecify.annotations.Nullable;

/** Matrix product whose sums stay in the vector registers of a processor core. */
final class ClMatMulRegisterTiles implements ClLowering {
  @Override
  public String name() {
    return "tiles";
  }

  @Override
  public @Nullable Unsupported refusal(Node node, ClTarget target) {
    return target.family() == KernelFamily.CPU
        ? null
        : new Unsupported("its tiles are made for the vector registers of a CPU device");
  }

  @Override
  public void lower(ClNode node) {
    MatMul op = (MatMul) node.node().op();
    Product product = Product.of(op, op.dims(node.node().inputTypes()));
    Operands operands = Operands.of(node, op.epilogue());
    RegisterProduct.launch(node, product, operands, node.output(0), false);
  }
}
