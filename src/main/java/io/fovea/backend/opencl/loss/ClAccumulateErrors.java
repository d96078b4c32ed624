package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.AccumulateErrors;

/** Joins the means of a batch to those before, a column per work-item. */
final class ClAccumulateErrors implements ClLowering {
  @Override
  public String name() {
    return "column_per_item";
  }

  @Override
  public void lower(ClNode node) {
    AccumulateErrors op = (AccumulateErrors) node.node().op();
    int columns = node.input(0).length() / AccumulateErrors.MEANS;
    int rows = node.input(1).length() / columns;
    Chunks chunks = Chunks.of(node.target(), rows);
    var kernel = node.kernel("accumulate_errors.cl", "accumulate_errors", chunks.macros());
    kernel
        .ints(rows, columns)
        .floats((float) op.absolute(), (float) op.relative())
        .read(node.input(1), node.input(2))
        .update(node.input(0));
    chunks.deal(kernel, columns).bind();
  }
}
