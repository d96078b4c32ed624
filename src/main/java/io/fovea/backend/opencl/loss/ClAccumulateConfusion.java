package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;

/** Counts label against prediction, by integer atomics. */
final class ClAccumulateConfusion implements ClLowering {
  @Override
  public String name() {
    return "atomic";
  }

  @Override
  public void lower(ClNode node) {
    int rows = node.input(2).length();
    int channels = node.input(1).length() / rows;
    Chunks chunks = Chunks.of(node.target(), channels);
    var kernel = node.kernel("accumulate_confusion.cl", "accumulate_confusion", chunks.macros());
    int columns = node.input(0).length() / channels;
    kernel.ints(rows, channels, columns).read(node.input(1), node.input(2)).update(node.input(0));
    chunks.deal(kernel, rows).bind();
  }
}
