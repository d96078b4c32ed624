package io.fovea.backend.opencl.reduce;

import io.fovea.backend.opencl.ChannelTile;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.tensor.Shape;
import java.util.List;

/** Launches {@code bias_gradient.cl}: sums of each part of the rows, then of the parts. */
public final class ColumnSums {
  private ColumnSums() {}

  /** Room for the sums of the parts of {@code dy [.., channels]}, if there are several. */
  public static List<Workspace> workspace(ClTarget target, Shape dy) {
    ChannelTile tile = ChannelTile.ofWholeVectors(target, dy);
    return tile.parts() == 1 ? List.of() : List.of(tile.workspace(1));
  }

  /**
   * {@code db[c] = sum of dy[.., c]}.
   *
   * @param input which input of the node dy is
   * @param part index of the node's {@link #workspace}, if there is one
   */
  public static void launch(ClNode node, int input, ClMemory db, int part) {
    Shape dy = node.node().inputTypes().get(input).shape();
    ChannelTile tile = ChannelTile.ofWholeVectors(node.target(), dy);
    ClMemory rest = node.input(input);
    int rows = tile.rows();
    if (tile.parts() > 1) {
      ClMemory parts = node.workspace(part);
      sum(node, tile, rest, rows, tile.partRows(), parts);
      rest = parts;
      rows = tile.parts();
    }
    sum(node, tile, rest, rows, rows, db);
  }

  private static void sum(
      ClNode node, ChannelTile tile, ClMemory x, int rows, int partRows, ClMemory sums) {
    var kernel = node.kernel("bias_gradient.cl", "bias_gradient", tile.macros());
    kernel.ints(rows, partRows, tile.channels()).read(x).write(sums);
    tile.deal(kernel, (rows + partRows - 1) / partRows).bind();
  }
}
