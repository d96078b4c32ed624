package io.fovea.backend.opencl.loss;

import io.fovea.backend.Lowerings;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClLowerings;
import io.fovea.op.AccumulateBinary;
import io.fovea.op.AccumulateConfusion;
import io.fovea.op.AccumulateErrors;
import io.fovea.op.AccumulateTopK;
import io.fovea.op.ArgMax;
import io.fovea.op.CrossEntropy;
import io.fovea.op.CrossEntropyGradient;
import io.fovea.op.LogSoftmax;
import io.fovea.op.LogSoftmaxGradient;
import io.fovea.op.LossTerms;
import io.fovea.op.LossTermsGradient;
import io.fovea.op.Softmax;
import io.fovea.op.SoftmaxCrossEntropy;
import io.fovea.op.SoftmaxCrossEntropyGradient;
import io.fovea.op.SoftmaxGradient;

/** Registers the kernels of softmax, of losses and of metrics. */
public final class LossOps implements ClLowerings {
  @Override
  public void register(Lowerings<ClLowering> lowerings) {
    lowerings
        .on(AccumulateBinary.class, new ClAccumulateBinary())
        .on(AccumulateConfusion.class, new ClAccumulateConfusion())
        .on(AccumulateErrors.class, new ClAccumulateErrors())
        .on(AccumulateTopK.class, new ClAccumulateTopK())
        .on(ArgMax.class, new ClArgMax())
        .on(CrossEntropy.class, new ClCrossEntropy())
        .on(CrossEntropyGradient.class, new ClCrossEntropyGradient())
        .on(Softmax.class, new ClSoftmax())
        .on(LogSoftmax.class, new ClLogSoftmax())
        .on(LogSoftmaxGradient.class, new ClLogSoftmaxGradient())
        .on(LossTerms.class, new ClLossTerms())
        .on(LossTermsGradient.class, new ClLossTermsGradient())
        .on(SoftmaxCrossEntropy.class, new ClSoftmaxCrossEntropy())
        .on(SoftmaxCrossEntropyGradient.class, new ClSoftmaxCrossEntropyGradient())
        .on(SoftmaxGradient.class, new ClSoftmaxGradient());
  }
}
