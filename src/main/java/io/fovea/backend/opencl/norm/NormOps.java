package io.fovea.backend.opencl.norm;

import io.fovea.backend.Lowerings;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClLowerings;
import io.fovea.op.BatchNorm;
import io.fovea.op.BatchNormFold;
import io.fovea.op.BatchNormGradient;
import io.fovea.op.BatchNormInference;
import io.fovea.op.GroupNorm;
import io.fovea.op.GroupNormGradient;
import io.fovea.op.MovingAverage;

/** Registers the kernels of normalisations. */
public final class NormOps implements ClLowerings {
  @Override
  public void register(Lowerings<ClLowering> lowerings) {
    lowerings
        .on(BatchNorm.class, new ClBatchNorm())
        .on(BatchNormFold.class, new ClBatchNormFold())
        .on(BatchNormGradient.class, new ClBatchNormGradient())
        .on(BatchNormInference.class, new ClBatchNormInference())
        .on(GroupNorm.class, new ClGroupNorm())
        .on(GroupNormGradient.class, new ClGroupNormGradient())
        .on(MovingAverage.class, new ClMovingAverage());
  }
}
