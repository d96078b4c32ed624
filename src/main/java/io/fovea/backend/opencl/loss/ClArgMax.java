package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;

/** The first class with the largest score of each row, or -1 where a score is NaN. */
final class ClArgMax implements ClLowering {
  @Override
  public String name() {
    return "row_per_item";
  }

  @Override
  public void lower(ClNode node) {
    int rows = node.output(0).length();
    int channels = node.input(0).length() / rows;
    Chunks chunks = Chunks.of(node.target(), channels);
    var kernel = node.kernel("arg_max.cl", "arg_max", chunks.macros());
    kernel.ints(rows, channels).read(node.input(0)).write(node.output(0));
    chunks.deal(kernel, rows).bind();
  }
}
