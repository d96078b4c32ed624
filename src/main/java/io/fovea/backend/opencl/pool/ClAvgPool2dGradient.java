package io.fovea.backend.opencl.pool;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.AvgPool2dGradient;

/** Each pixel adds up its share of the windows that cover it. */
final class ClAvgPool2dGradient implements ClLowering {
  @Override
  public String name() {
    return "gather";
  }

  @Override
  public void lower(ClNode node) {
    AvgPool2dGradient op = (AvgPool2dGradient) node.node().op();
    ClMemory dx = node.output(0);
    Windows windows = Windows.of(node.target(), op.x(), op.geometry());
    var macros = ClAvgPool2d.macros(windows, op.countIncludePad());
    var kernel = node.kernel("avg_pool2d.cl", "avg_pool2d_gradient", macros);
    kernel.ints(windows.dims().n()).read(node.input(0)).write(dx);
    windows.deal(kernel, dx.length()).bind();
  }
}
