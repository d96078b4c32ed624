package io.fovea.backend.opencl.pool;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;
import io.fovea.op.AvgPool2d;

/** Mean of each window. */
final class ClAvgPool2d implements ClLowering {
  @Override
  public String name() {
    return "window";
  }

  @Override
  public void lower(ClNode node) {
    AvgPool2d op = (AvgPool2d) node.node().op();
    ClMemory y = node.output(0);
    Windows windows =
        Windows.of(node.target(), node.node().inputTypes().get(0).shape(), op.geometry());
    var kernel = node.kernel("avg_pool2d.cl", "avg_pool2d", macros(windows, op.countIncludePad()));
    kernel.ints(windows.dims().n()).read(node.input(0)).write(y);
    windows.deal(kernel, y.length()).bind();
  }

  /** What both kernels of the file need. */
  static Macros macros(Windows windows, boolean countIncludePad) {
    return windows
        .macros()
        .with("PAD_BOTTOM", windows.dims().geometry().padding().bottom())
        .with("PAD_RIGHT", windows.dims().geometry().padding().right())
        .with("COUNT_INCLUDE_PAD", countIncludePad ? 1 : 0);
  }
}
