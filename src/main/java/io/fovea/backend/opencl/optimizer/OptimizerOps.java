package io.fovea.backend.opencl.optimizer;

import io.fovea.backend.Lowerings;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClLowerings;
import io.fovea.op.ClipGradients;
import io.fovea.op.Count;
import io.fovea.op.FlatUpdate;
import io.fovea.op.RunningMean;

/** Registers the kernels that update parameters and count steps. */
public final class OptimizerOps implements ClLowerings {
  @Override
  public void register(Lowerings<ClLowering> lowerings) {
    lowerings
        .on(ClipGradients.class, new ClClipGradients())
        .on(Count.class, new ClCount())
        .on(FlatUpdate.class, new ClFlatUpdate())
        .on(RunningMean.class, new ClRunningMean());
  }
}
