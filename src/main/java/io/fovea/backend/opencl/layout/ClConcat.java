package io.fovea.backend.opencl.layout;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.Concat;
import io.fovea.tensor.Shape;

/** Lays tensors one after the other along an axis; a launch for each. */
final class ClConcat implements ClLowering {
  @Override
  public String name() {
    return "copy";
  }

  @Override
  public void lower(ClNode node) {
    Concat op = (Concat) node.node().op();
    Shape y = node.node().outputTypes().get(0).shape();
    Chunks chunks = Chunks.of(node.target());
    int begin = 0;
    for (int i = 0; i < op.count(); i++) {
      ClMemory part = node.input(i);
      Shape x = node.node().inputTypes().get(i).shape();
      Rows rows = Rows.of(x, y, op.axis());
      var kernel = node.kernel("concat.cl", "concat", rows.macros().with(chunks.macros()));
      kernel.ints(part.length(), begin * rows.unit()).read(part).write(node.output(0));
      chunks.deal(kernel, part.length()).bind();
      begin += x.dim(op.axis());
    }
  }
}
