package io.fovea.backend.opencl.pool;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.PReluMaxPool2d;

/** Largest {@code x > 0 ? x : alpha[c] x} of each window, its tap and its x. */
final class ClPReluMaxPool2d implements ClLowering {
  @Override
  public String name() {
    return "window";
  }

  @Override
  public void lower(ClNode node) {
    ClMemory y = node.output(0);
    Windows windows =
        Windows.ofAnyVectors(
            node.target(),
            node.node().inputTypes().get(0).shape(),
            ((PReluMaxPool2d) node.node().op()).geometry());
    var macros = windows.macros().with("INDEX", Taps.type(node.output(1))).with("SMALLEST", 0);
    var kernel = node.kernel("max_pool2d.cl", "prelu_max_pool2d", macros);
    kernel
        .ints(windows.dims().n())
        .read(node.input(0), node.input(1))
        .write(y, node.output(1), node.output(2));
    windows.deal(kernel, y.length()).bind();
  }
}
