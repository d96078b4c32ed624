package io.fovea.backend.opencl.pool;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.graph.Node;
import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.PoolDims;
import org.jspecify.annotations.Nullable;

/** Each window, none of which overlaps another, writes the pixels that it holds. */
final class ClMaxPool2dGradientApart implements ClLowering {
  @Override
  public String name() {
    return "apart";
  }

  @Override
  public @Nullable Unsupported refusal(Node node, ClTarget target) {
    MaxPool2dGradient op = (MaxPool2dGradient) node.op();
    return PoolDims.of(op.x(), op.geometry()).areSideBySide()
        ? null
        : new Unsupported("windows must lie side by side, all of them inside the image");
  }

  @Override
  public void lower(ClNode node) {
    MaxPool2dGradient op = (MaxPool2dGradient) node.node().op();
    Windows windows = Windows.ofAnyVectors(node.target(), op.x(), op.geometry());
    ClMemory dy = node.input(1);
    var macros = windows.macros().with("INDEX", Taps.type(node.input(0))).with("SMALLEST", 0);
    var kernel = node.kernel("max_pool2d.cl", "max_pool2d_gradient_apart", macros);
    kernel.ints(windows.dims().n()).read(node.input(0), dy).write(node.output(0));
    windows.deal(kernel, dy.length()).bind();
  }
}
