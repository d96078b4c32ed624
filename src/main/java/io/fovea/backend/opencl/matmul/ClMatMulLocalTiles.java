package io.fovea.backend.opencl.matmul;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.op.MatMul;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matrix product in tiles of both factors that a work-group shares in local memory. */
final class ClMatMulLocalTiles implements ClLowering {
  @Override
  public String name() {
    return "tiles";
  }

  @Override
  public @Nullable Unsupported refusal(Node node, ClTarget target) {
    return LocalProduct.refusal(target, product(node));
  }

  @Override
  public List<String> tiles(Node node, ClTarget target) {
    return LocalProduct.tiles(target, product(node));
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    return LocalProduct.workspace(product(node));
  }

  @Override
  public void lower(ClNode node) {
    MatMul op = (MatMul) node.node().op();
    Operands operands = Operands.of(node, op.epilogue());
    LocalProduct.launch(node, product(node.node()), operands, node.output(0), 0);
  }

  private static Product product(Node node) {
    MatMul op = (MatMul) node.op();
    return Product.of(op, op.dims(node.inputTypes()));
  }
}
