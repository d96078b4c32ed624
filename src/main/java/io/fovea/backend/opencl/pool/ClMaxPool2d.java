package io.fovea.backend.opencl.pool;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;
import io.fovea.op.MaxPool2d;
import io.fovea.op.PoolGeometry;

/** Largest element of each window and, where something takes it, its tap. */
final class ClMaxPool2d implements ClLowering {
  private static final int INDEX = 1;

  @Override
  public String name() {
    return "window";
  }

  @Override
  public void lower(ClNode node) {
    lower(node, ((MaxPool2d) node.node().op()).geometry(), false);
  }

  /** The launch of max pooling, or of min pooling. */
  static void lower(ClNode node, PoolGeometry geometry, boolean smallest) {
    ClMemory y = node.output(0);
    Windows windows =
        Windows.ofAnyVectors(node.target(), node.node().inputTypes().get(0).shape(), geometry);
    boolean indexed = node.isUsed(INDEX);
    Macros macros =
        windows
            .macros()
            .with("INDEX", Taps.type(node.output(INDEX)))
            .with("SMALLEST", smallest ? 1 : 0);
    String name = indexed ? "max_pool2d_indexed" : "max_pool2d";
    var kernel = node.kernel("max_pool2d.cl", name, macros);
    kernel.ints(windows.dims().n()).read(node.input(0)).write(y);
    if (indexed) {
      kernel.write(node.output(INDEX));
    }
    windows.deal(kernel, y.length()).bind();
  }
}
