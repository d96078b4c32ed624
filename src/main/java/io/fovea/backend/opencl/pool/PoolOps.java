package io.fovea.backend.opencl.pool;

import io.fovea.backend.Lowerings;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClLowerings;
import io.fovea.op.AvgPool2d;
import io.fovea.op.AvgPool2dGradient;
import io.fovea.op.MaxPool2d;
import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.MinPool2d;
import io.fovea.op.PReluMaxPool2d;

/** Registers the kernels of poolings. */
public final class PoolOps implements ClLowerings {
  @Override
  public void register(Lowerings<ClLowering> lowerings) {
    lowerings
        .on(AvgPool2d.class, new ClAvgPool2d())
        .on(AvgPool2dGradient.class, new ClAvgPool2dGradient())
        .on(MaxPool2d.class, new ClMaxPool2d())
        .on(MaxPool2dGradient.class, new ClMaxPool2dGradientApart(), new ClMaxPool2dGradient())
        .on(MinPool2d.class, new ClMinPool2d())
        .on(PReluMaxPool2d.class, new ClPReluMaxPool2d());
  }
}
