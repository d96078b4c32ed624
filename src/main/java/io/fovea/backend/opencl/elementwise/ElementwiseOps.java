package io.fovea.backend.opencl.elementwise;

import io.fovea.backend.Lowerings;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClLowerings;
import io.fovea.op.Activate;
import io.fovea.op.ActivateGradient;
import io.fovea.op.Add;
import io.fovea.op.AddBias;
import io.fovea.op.Constant;
import io.fovea.op.Dropout;
import io.fovea.op.Multiply;
import io.fovea.op.Normalize;
import io.fovea.op.PRelu;
import io.fovea.op.PReluGradient;
import io.fovea.op.Relu;
import io.fovea.op.ReluGradient;

/** Registers the kernels that treat each element for itself. */
public final class ElementwiseOps implements ClLowerings {
  @Override
  public void register(Lowerings<ClLowering> lowerings) {
    lowerings
        .on(Activate.class, new ClActivate())
        .on(ActivateGradient.class, new ClActivateGradient())
        .on(Add.class, new ClAdd())
        .on(AddBias.class, new ClAddBias())
        .on(Constant.class, new ClConstant())
        .on(Dropout.class, new ClDropout())
        .on(Normalize.class, new ClNormalize())
        .on(Multiply.class, new ClMultiply())
        .on(PRelu.class, new ClPRelu())
        .on(PReluGradient.class, new ClPReluGradient())
        .on(Relu.class, new ClRelu())
        .on(ReluGradient.class, new ClReluGradient());
  }
}
