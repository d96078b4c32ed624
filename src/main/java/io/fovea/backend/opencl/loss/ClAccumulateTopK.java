package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.AccumulateTopK;

/** Counts the rows whose label is among the k largest scores, by integer atomics. */
final class ClAccumulateTopK implements ClLowering {
  @Override
  public String name() {
    return "atomic";
  }

  @Override
  public void lower(ClNode node) {
    int rows = node.input(2).length();
    int channels = node.input(1).length() / rows;
    int k = ((AccumulateTopK) node.node().op()).k();
    Chunks chunks = Chunks.of(node.target(), channels);
    var kernel = node.kernel("accumulate_top_k.cl", "accumulate_top_k", chunks.macros());
    kernel.ints(rows, channels, k).read(node.input(1), node.input(2)).update(node.input(0));
    chunks.deal(kernel, rows).bind();
  }
}
