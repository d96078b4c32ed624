package io.fovea.backend.opencl.norm;

import io.fovea.backend.opencl.ChannelTile;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.op.BatchNorm;
import io.fovea.tensor.Shape;
import java.util.List;

/** Mean and variance of parts of the rows, their merger, then the normalisation. */
final class ClBatchNorm implements ClLowering {
  @Override
  public String name() {
    return "merged_parts";
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    return List.of(ChannelTile.of(target, node.inputTypes().get(0).shape()).workspace(2));
  }

  @Override
  public void lower(ClNode node) {
    BatchNorm op = (BatchNorm) node.node().op();
    Shape shape = node.node().inputTypes().get(0).shape();
    ChannelTile tile = ChannelTile.of(node.target(), shape);
    ClMemory x = node.input(0);
    ClMemory mean = node.output(1);
    ClMemory variance = node.output(2);
    ClMemory parts = node.workspace(0);

    var statistics = node.kernel("batch_norm.cl", "batch_norm_parts", tile.macros());
    statistics.ints(tile.rows(), tile.partRows(), tile.channels()).read(x).write(parts);
    tile.deal(statistics, tile.parts()).bind();

    var merger = node.kernel("batch_norm.cl", "batch_norm_merge", tile.macros());
    merger.ints(tile.rows(), tile.partRows(), tile.channels()).read(parts).write(mean, variance);
    tile.deal(merger, 1).bind();

    ClBatchNormInference.normalize(
        node, op.epsilon(), List.of(x, node.input(1), node.input(2), mean, variance));
  }
}
