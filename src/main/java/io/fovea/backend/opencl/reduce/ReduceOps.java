package io.fovea.backend.opencl.reduce;

import io.fovea.backend.Lowerings;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClLowerings;
import io.fovea.op.Accumulate;
import io.fovea.op.BiasGradient;
import io.fovea.op.CheckFinite;
import io.fovea.op.Mean;
import io.fovea.op.MeanGradient;
import io.fovea.op.SumSquares;
import io.fovea.op.WeightPenalty;
import io.fovea.op.WeightPenaltyGradient;

/** Registers the kernels that sum over a whole tensor or over its rows. */
public final class ReduceOps implements ClLowerings {
  @Override
  public void register(Lowerings<ClLowering> lowerings) {
    lowerings
        .on(Accumulate.class, new ClAccumulate())
        .on(BiasGradient.class, new ClBiasGradient())
        .on(CheckFinite.class, new ClCheckFinite())
        .on(Mean.class, new ClMean())
        .on(MeanGradient.class, new ClMeanGradient())
        .on(SumSquares.class, new ClSumSquares())
        .on(WeightPenalty.class, new ClWeightPenalty())
        .on(WeightPenaltyGradient.class, new ClWeightPenaltyGradient());
  }
}
