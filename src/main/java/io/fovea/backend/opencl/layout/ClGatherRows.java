package io.fovea.backend.opencl.layout;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.WorkGroup;
import io.fovea.backend.opencl.elementwise.ChannelScales;
import io.fovea.op.GatherRows;
import io.fovea.tensor.DType;

/** Copies the rows of a batch out of a resident data set. */
final class ClGatherRows implements ClLowering {
  private static final String FILE = "gather_rows.cl";

  @Override
  public String name() {
    return "copy";
  }

  @Override
  public void lower(ClNode node) {
    GatherRows op = (GatherRows) node.node().op();
    int row = node.output(0).length() / op.n();
    if (op.normalize() == null) {
      Chunks chunks = Chunks.of(node.target());
      String name = "gather_rows_" + Words.of(node.output(0).dtype());
      ClKernel kernel = node.kernel(FILE, name, chunks.macros()).ints(row);
      deal(node, kernel, chunks, row, op.n());
      return;
    }
    String type = node.input(0).dtype() == DType.U8 ? "uchar" : "float";
    for (ChannelScales scales : ChannelScales.of(op.normalize())) {
      int pixels = row / scales.channels();
      Chunks chunks = Chunks.of(node.target(), scales.treated());
      ClKernel kernel = node.kernel(FILE, "gather_rows_normalized_" + type, chunks.macros());
      scales.bind(kernel.ints(pixels));
      deal(node, kernel, chunks, pixels, op.n());
    }
  }

  private static void deal(ClNode node, ClKernel kernel, Chunks chunks, int each, int rows) {
    kernel
        .read(node.input(0), node.input(1), node.input(2))
        .write(node.output(0))
        .global(WorkGroup.covering(chunks.items(each), chunks.group()), rows)
        .local(chunks.group(), 1)
        .bind();
  }
}
