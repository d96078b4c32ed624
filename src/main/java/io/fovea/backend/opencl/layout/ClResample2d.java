package io.fovea.backend.opencl.layout;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.WorkGroup;
import io.fovea.op.Axis;
import io.fovea.op.Resample2d;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;

/** Weighted sums of pixels, whose places and weights lie in tables. */
final class ClResample2d implements ClLowering {
  private static final int GPU_VECTOR = 4;

  @Override
  public String name() {
    return "gather";
  }

  @Override
  public void lower(ClNode node) {
    Resample2d op = (Resample2d) node.node().op();
    Axis rows = op.rows();
    Axis columns = op.columns();
    ClMemory y = node.output(0);
    Shape x = node.node().inputTypes().get(0).shape();
    int vector = vector(node.target(), x.dim(3));
    int terms = rows.mostEntries() * columns.mostEntries();
    Chunks chunks = Chunks.of(node.target(), vector * Math.max(1, terms));
    Macros macros =
        Macros.of("IH", rows.inputs())
            .with("IW", columns.inputs())
            .with("OH", rows.outputs())
            .with("OW", columns.outputs())
            .with("CHANNELS", x.dim(3))
            .with("VEC", vector)
            .with(chunks.macros());
    var kernel = node.kernel("resample2d.cl", "resample2d", macros);
    kernel
        .ints(x.dim(0))
        .read(
            node.input(0),
            node.table("begin", begins(rows, columns)),
            node.table("source", sources(rows, columns)),
            node.table("weight", weights(rows, columns)))
        .write(y);
    chunks.deal(kernel, y.length() / vector).bind();
  }

  private static int vector(ClTarget target, int channels) {
    int most = target.family() == KernelFamily.CPU ? target.device().floatWidth() : GPU_VECTOR;
    return WorkGroup.vector(channels, Integer.highestOneBit(Math.min(16, most)));
  }

  /** The entries of the columns come behind those of the rows. */
  private static Tensor begins(Axis rows, Axis columns) {
    int[] begins = new int[rows.outputs() + 1 + columns.outputs() + 1];
    for (int o = 0; o <= rows.outputs(); o++) {
      begins[o] = rows.begin(o);
    }
    for (int o = 0; o <= columns.outputs(); o++) {
      begins[rows.outputs() + 1 + o] = rows.entries() + columns.begin(o);
    }
    return Tensor.of(Shape.of(begins.length), begins);
  }

  /** One more than there are: a table has an element. */
  private static Tensor sources(Axis rows, Axis columns) {
    int[] sources = new int[rows.entries() + columns.entries() + 1];
    for (int k = 0; k < rows.entries(); k++) {
      sources[k] = rows.source(k);
    }
    for (int k = 0; k < columns.entries(); k++) {
      sources[rows.entries() + k] = columns.source(k);
    }
    return Tensor.of(Shape.of(sources.length), sources);
  }

  private static Tensor weights(Axis rows, Axis columns) {
    float[] weights = new float[rows.entries() + columns.entries() + 1];
    for (int k = 0; k < rows.entries(); k++) {
      weights[k] = (float) rows.weight(k);
    }
    for (int k = 0; k < columns.entries(); k++) {
      weights[rows.entries() + k] = (float) columns.weight(k);
    }
    return Tensor.of(Shape.of(weights.length), weights);
  }
}
