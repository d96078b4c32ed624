package io.fovea.backend.opencl.matmul;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.graph.Node;
import io.fovea.op.MatMul;
import java.util.List;
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
  public List<String> tiles(Node node, ClTarget target) {
    return RegisterTile.names(target, product(node).n());
  }

  @Override
  public void lower(ClNode node) {
    MatMul op = (MatMul) node.node().op();
    Operands operands = Operands.of(node, op.epilogue());
    RegisterProduct.launch(node, product(node.node()), operands, node.output(0), false);
  }

  private static Product product(Node node) {
    MatMul op = (MatMul) node.op();
    return Product.of(op, op.dims(node.inputTypes()));
  }
}
