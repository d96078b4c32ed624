package io.fovea.backend.reference;

import io.fovea.backend.Lowerings;
import io.fovea.op.Accumulate;
import io.fovea.op.AccumulateBinary;
import io.fovea.op.AccumulateConfusion;
import io.fovea.op.AccumulateErrors;
import io.fovea.op.AccumulateTopK;
import io.fovea.op.Activate;
import io.fovea.op.ActivateGradient;
import io.fovea.op.Add;
import io.fovea.op.AddBias;
import io.fovea.op.AffineField;
import io.fovea.op.ArgMax;
import io.fovea.op.Assign;
import io.fovea.op.AvgPool2d;
import io.fovea.op.AvgPool2dGradient;
import io.fovea.op.BatchNorm;
import io.fovea.op.BatchNormFold;
import io.fovea.op.BatchNormGradient;
import io.fovea.op.BatchNormInference;
import io.fovea.op.BiasGradient;
import io.fovea.op.CheckFinite;
import io.fovea.op.ClipGradients;
import io.fovea.op.Concat;
import io.fovea.op.Constant;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dWeightGradient;
import io.fovea.op.Count;
import io.fovea.op.CrossEntropy;
import io.fovea.op.CrossEntropyGradient;
import io.fovea.op.Cutout2d;
import io.fovea.op.Dropout;
import io.fovea.op.FlatUpdate;
import io.fovea.op.GatherRows;
import io.fovea.op.GroupNorm;
import io.fovea.op.GroupNormGradient;
import io.fovea.op.LogSoftmax;
import io.fovea.op.LogSoftmaxGradient;
import io.fovea.op.LossTerms;
import io.fovea.op.LossTermsGradient;
import io.fovea.op.MatMul;
import io.fovea.op.MaxPool2d;
import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.Mean;
import io.fovea.op.MeanGradient;
import io.fovea.op.MinPool2d;
import io.fovea.op.MovingAverage;
import io.fovea.op.Multiply;
import io.fovea.op.Normalize;
import io.fovea.op.PRelu;
import io.fovea.op.PReluGradient;
import io.fovea.op.PReluMaxPool2d;
import io.fovea.op.RandomUniform;
import io.fovea.op.Relu;
import io.fovea.op.ReluGradient;
import io.fovea.op.Resample2d;
import io.fovea.op.RunningMean;
import io.fovea.op.Slice;
import io.fovea.op.SliceGradient;
import io.fovea.op.Softmax;
import io.fovea.op.SoftmaxCrossEntropy;
import io.fovea.op.SoftmaxCrossEntropyGradient;
import io.fovea.op.SoftmaxGradient;
import io.fovea.op.SumSquares;
import io.fovea.op.Warp2d;
import io.fovea.op.WeightPenalty;
import io.fovea.op.WeightPenaltyGradient;

/** The built-in ops, a line each. Reshape is absent: it moves nothing. */
public final class ReferenceOps implements ReferenceLowerings {
  @Override
  public void register(Lowerings<ReferenceLowering> lowerings) {
    lowerings
        .on(Activate.class, new ReferenceActivate())
        .on(ActivateGradient.class, new ReferenceActivateGradient())
        .on(Accumulate.class, new ReferenceAccumulate())
        .on(AccumulateBinary.class, new ReferenceAccumulateBinary())
        .on(AccumulateConfusion.class, new ReferenceAccumulateConfusion())
        .on(AccumulateErrors.class, new ReferenceAccumulateErrors())
        .on(AccumulateTopK.class, new ReferenceAccumulateTopK())
        .on(ArgMax.class, new ReferenceArgMax())
        .on(Add.class, new ReferenceAdd())
        .on(AddBias.class, new ReferenceAddBias())
        .on(AffineField.class, new ReferenceAffineField())
        .on(Assign.class, new ReferenceAssign())
        .on(AvgPool2d.class, new ReferenceAvgPool2d())
        .on(AvgPool2dGradient.class, new ReferenceAvgPool2dGradient())
        .on(BatchNorm.class, new ReferenceBatchNorm())
        .on(BatchNormFold.class, new ReferenceBatchNormFold())
        .on(BatchNormGradient.class, new ReferenceBatchNormGradient())
        .on(BatchNormInference.class, new ReferenceBatchNormInference())
        .on(BiasGradient.class, new ReferenceBiasGradient())
        .on(CheckFinite.class, new ReferenceCheckFinite())
        .on(ClipGradients.class, new ReferenceClipGradients())
        .on(Concat.class, new ReferenceConcat())
        .on(Constant.class, new ReferenceConstant())
        .on(Conv2d.class, new ReferenceConv2d())
        .on(Conv2dDataGradient.class, new ReferenceConv2dDataGradient())
        .on(Conv2dWeightGradient.class, new ReferenceConv2dWeightGradient())
        .on(Count.class, new ReferenceCount())
        .on(CrossEntropy.class, new ReferenceCrossEntropy())
        .on(CrossEntropyGradient.class, new ReferenceCrossEntropyGradient())
        .on(Cutout2d.class, new ReferenceCutout2d())
        .on(Dropout.class, new ReferenceDropout())
        .on(FlatUpdate.class, new ReferenceFlatUpdate())
        .on(GatherRows.class, new ReferenceGatherRows())
        .on(GroupNorm.class, new ReferenceGroupNorm())
        .on(GroupNormGradient.class, new ReferenceGroupNormGradient())
        .on(LogSoftmax.class, new ReferenceLogSoftmax())
        .on(LogSoftmaxGradient.class, new ReferenceLogSoftmaxGradient())
        .on(LossTerms.class, new ReferenceLossTerms())
        .on(LossTermsGradient.class, new ReferenceLossTermsGradient())
        .on(MatMul.class, new ReferenceMatMul())
        .on(MaxPool2d.class, new ReferenceMaxPool2d())
        .on(MaxPool2dGradient.class, new ReferenceMaxPool2dGradient())
        .on(MinPool2d.class, new ReferenceMinPool2d())
        .on(Mean.class, new ReferenceMean())
        .on(MeanGradient.class, new ReferenceMeanGradient())
        .on(MovingAverage.class, new ReferenceMovingAverage())
        .on(Normalize.class, new ReferenceNormalize())
        .on(Multiply.class, new ReferenceMultiply())
        .on(PRelu.class, new ReferencePRelu())
        .on(PReluGradient.class, new ReferencePReluGradient())
        .on(PReluMaxPool2d.class, new ReferencePReluMaxPool2d())
        .on(RandomUniform.class, new ReferenceRandomUniform())
        .on(Relu.class, new ReferenceRelu())
        .on(ReluGradient.class, new ReferenceReluGradient())
        .on(Resample2d.class, new ReferenceResample2d())
        .on(RunningMean.class, new ReferenceRunningMean())
        .on(Slice.class, new ReferenceSlice())
        .on(SliceGradient.class, new ReferenceSliceGradient())
        .on(Softmax.class, new ReferenceSoftmax())
        .on(SoftmaxCrossEntropy.class, new ReferenceSoftmaxCrossEntropy())
        .on(SoftmaxCrossEntropyGradient.class, new ReferenceSoftmaxCrossEntropyGradient())
        .on(SoftmaxGradient.class, new ReferenceSoftmaxGradient())
        .on(SumSquares.class, new ReferenceSumSquares())
        .on(Warp2d.class, new ReferenceWarp2d())
        .on(WeightPenalty.class, new ReferenceWeightPenalty())
        .on(WeightPenaltyGradient.class, new ReferenceWeightPenaltyGradient());
  }
}
