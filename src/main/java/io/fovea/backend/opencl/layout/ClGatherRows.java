package io.fovea.backend.opencl.layout;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.WorkGroup;
import io.fovea.op.GatherRows;

/** Copies the rows of a batch out of a resident data set. */
final class ClGatherRows implements ClLowering {
  @Override
  public String name() {
    return "copy";
  }

  @Override
  public void lower(ClNode node) {
    int n = ((GatherRows) node.node().op()).n();
    int row = node.output(0).length() / n;
    Chunks chunks = Chunks.of(node.target());
    String name = "gather_rows_" + Words.of(node.output(0).dtype());
    node.kernel("gather_rows.cl", name, chunks.macros())
        .ints(row)
        .read(node.input(0), node.input(1), node.input(2))
        .write(node.output(0))
        .global(WorkGroup.covering(chunks.items(row), chunks.group()), n)
        .local(chunks.group(), 1)
        .bind();
  }
}
