package io.fovea.backend.opencl.pool;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.MaxPool2dGradient;

/** Each pixel adds up the dy of the windows that it has won. */
final class ClMaxPool2dGradient implements ClLowering {
  @Override
  public String name() {
    return "gather";
  }

  @Override
  public void lower(ClNode node) {
    MaxPool2dGradient op = (MaxPool2dGradient) node.node().op();
    ClMemory dx = node.output(0);
    Windows windows = Windows.of(node.target(), op.x(), op.geometry());
    var macros = windows.macros().with("INDEX", Taps.type(node.input(0))).with("SMALLEST", 0);
    var kernel = node.kernel("max_pool2d.cl", "max_pool2d_gradient", macros);
    kernel.ints(windows.dims().n()).read(node.input(0), node.input(1)).write(dx);
    windows.deal(kernel, dx.length()).bind();
  }
}
