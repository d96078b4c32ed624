package io.fovea.backend.opencl.norm;

import io.fovea.backend.opencl.ChannelTile;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.op.BatchNormGradient;
import io.fovea.tensor.Shape;
import java.util.List;

/** dgamma and dbeta of parts of the rows, their sums, then dx. */
final class ClBatchNormGradient implements ClLowering {
  private static final int DX = 0;
  private static final int DGAMMA = 1;
  private static final int DBETA = 2;

  @Override
  public String name() {
    return "partial_sums";
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    return List.of(ChannelTile.of(target, node.inputTypes().get(0).shape()).workspace(2));
  }

  @Override
  public void lower(ClNode node) {
    BatchNormGradient op = (BatchNormGradient) node.node().op();
    boolean sums = node.isUsed(DGAMMA) || node.isUsed(DBETA);
    if (sums || !op.constantStatistics()) {
      lowerSums(node, op);
    }
    if (node.isUsed(DX)) {
      lowerData(node, op);
    }
  }

  private static void lowerSums(ClNode node, BatchNormGradient op) {
    Shape shape = node.node().inputTypes().get(0).shape();
    ChannelTile tile = ChannelTile.of(node.target(), shape);
    ClMemory parts = node.workspace(0);
    String file = "batch_norm_gradient.cl";

    var kernel = node.kernel(file, "batch_norm_gradient_parts", tile.macros());
    kernel
        .ints(tile.rows(), tile.partRows(), tile.channels())
        .floats((float) op.epsilon())
        .read(node.input(0), node.input(1), node.input(3), node.input(4))
        .write(parts);
    tile.deal(kernel, tile.parts()).bind();

    var merger = node.kernel(file, "batch_norm_gradient_merge", tile.macros());
    merger
        .ints(tile.parts(), tile.channels())
        .read(parts)
        .write(node.output(DGAMMA), node.output(DBETA));
    tile.deal(merger, 1).bind();
  }

  private static void lowerData(ClNode node, BatchNormGradient op) {
    ChannelRows rows = ChannelRows.of(node.target(), node.node().inputTypes().get(0).shape());
    ClMemory x = node.input(0);
    ClMemory dy = node.input(1);
    ClMemory gamma = node.input(2);
    ClMemory mean = node.input(3);
    ClMemory variance = node.input(4);
    boolean constant = op.constantStatistics();
    String name = constant ? "batch_norm_gradient_constant" : "batch_norm_gradient_data";
    var kernel = node.kernel("batch_norm_gradient.cl", name, rows.macros());
    rows.bind(kernel).floats((float) op.epsilon());
    if (constant) {
      kernel.read(dy, gamma);
    } else {
      kernel.read(x, dy, gamma, mean, node.output(DGAMMA), node.output(DBETA));
    }
    kernel.read(variance).write(node.output(DX));
    rows.deal(kernel).bind();
  }
}
