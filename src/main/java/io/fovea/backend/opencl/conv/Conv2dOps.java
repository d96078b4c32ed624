package io.fovea.backend.opencl.conv;

import io.fovea.backend.Lowerings;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClLowerings;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dWeightGradient;

/** Registers the kernels of convolutions, those of both kernel families. */
public final class Conv2dOps implements ClLowerings {
  @Override
  public void register(Lowerings<ClLowering> lowerings) {
    ClLowering[] sums = {
      new ClConv2dDepthwise(),
      new ClConv2dPointwise(),
      new ClConv2dWinograd(),
      new ClConv2dShiftedRowsCpu(),
      new ClConv2dImplicitGemmCpu(),
      new ClConv2dImplicitGemm(),
      new ClConv2dIm2col()
    };
    lowerings
        .on(Conv2d.class, sums)
        .on(Conv2dDataGradient.class, sums)
        .on(
            Conv2dWeightGradient.class,
            new BiasApart(new ClConv2dWeightGradientDepthwise()),
            new ClConv2dPointwise(),
            new BiasApart(new ClConv2dWinograd()),
            new ClConv2dWeightGradientShiftedRowsCpu(),
            new ClConv2dWeightGradientImplicitGemmCpu(),
            new ClConv2dWeightGradientImplicitGemm(),
            new BiasApart(new ClConv2dWeightGradientIm2col()));
  }
}
