package io.fovea.backend.opencl.pool;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.MinPool2d;

/** Smallest element of each window and its tap: the kernels of {@link ClMaxPool2d}. */
final class ClMinPool2d implements ClLowering {
  @Override
  public String name() {
    return "window";
  }

  @Override
  public void lower(ClNode node) {
    ClMaxPool2d.lower(node, ((MinPool2d) node.node().op()).geometry(), true);
  }
}
