package io.fovea.backend.opencl.reduce;

import io.fovea.backend.opencl.ChannelTile;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;

/** Sums of columns: of each part of the rows, then of the parts. */
final class ClBiasGradient implements ClLowering {
  @Override
  public String name() {
    return "partial_sums";
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    ChannelTile tile = ChannelTile.ofWholeVectors(target, node.inputTypes().get(0).shape());
    return tile.parts() == 1 ? List.of() : List.of(tile.workspace(1));
  }

  @Override
  public void lower(ClNode node) {
    ChannelTile tile =
        ChannelTile.ofWholeVectors(node.target(), node.node().inputTypes().get(0).shape());
    ClMemory rest = node.input(0);
    int rows = tile.rows();
    if (tile.parts() > 1) {
      ClMemory parts = node.workspace(0);
      sum(node, tile, rest, rows, tile.partRows(), parts);
      rest = parts;
      rows = tile.parts();
    }
    sum(node, tile, rest, rows, rows, node.output(0));
  }

  private static void sum(
      ClNode node, ChannelTile tile, ClMemory x, int rows, int partRows, ClMemory sums) {
    var kernel = node.kernel("bias_gradient.cl", "bias_gradient", tile.macros());
    kernel.ints(rows, partRows, tile.channels()).read(x).write(sums);
    tile.deal(kernel, (rows + partRows - 1) / partRows).bind();
  }
}
