package io.fovea.backend.cpu;

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

/** The built-in ops, best ways first. Reshape is absent: it moves nothing. */
public final class CpuOps implements CpuLowerings {
  @Override
  public void register(Lowerings<CpuLowering> lowerings) {
    lowerings
        .on(Activate.class, new CpuActivate())
        .on(ActivateGradient.class, new CpuActivateGradient())
        .on(Accumulate.class, new CpuAccumulate())
        .on(AccumulateBinary.class, new CpuAccumulateBinary())
        .on(AccumulateConfusion.class, new CpuAccumulateConfusion())
        .on(AccumulateErrors.class, new CpuAccumulateErrors())
        .on(AccumulateTopK.class, new CpuAccumulateTopK())
        .on(ArgMax.class, new CpuArgMax())
        .on(Add.class, new CpuAdd())
        .on(AddBias.class, new CpuAddBias())
        .on(AffineField.class, new CpuAffineField())
        .on(Assign.class, new CpuAssign())
        .on(AvgPool2d.class, new CpuAvgPool2d())
        .on(AvgPool2dGradient.class, new CpuAvgPool2dGradient())
        .on(BatchNorm.class, new CpuBatchNorm())
        .on(BatchNormFold.class, new CpuBatchNormFold())
        .on(BatchNormGradient.class, new CpuBatchNormGradient())
        .on(BatchNormInference.class, new CpuBatchNormInference())
        .on(BiasGradient.class, new CpuBiasGradient())
        .on(CheckFinite.class, new CpuCheckFinite())
        .on(ClipGradients.class, new CpuClipGradients())
        .on(Concat.class, new CpuConcat())
        .on(Constant.class, new CpuConstant())
        .on(
            Conv2d.class,
            new CpuConv2dDepthwise(),
            new CpuConv2dPlanar(),
            new CpuConv2dWinograd(),
            new CpuConv2dImplicitGemm(),
            new CpuConv2dIm2col())
        .on(
            Conv2dDataGradient.class,
            new CpuConv2dDataGradientDepthwise(),
            new CpuConv2dDataGradientCol2im(),
            new CpuConv2dDataGradientPlanar(),
            new CpuConv2dDataGradientWinograd(),
            new CpuConv2dDataGradientImplicitGemm(),
            new CpuConv2dDataGradientIm2col())
        .on(
            Conv2dWeightGradient.class,
            new BiasApart(new CpuConv2dWeightGradientDepthwise()),
            new BiasApart(new CpuConv2dWeightGradientStacked()),
            new BiasApart(new CpuConv2dWeightGradientWinograd()),
            new BiasApart(new CpuConv2dWeightGradientImplicitGemm()),
            new BiasApart(new CpuConv2dWeightGradientIm2col()))
        .on(Count.class, new CpuCount())
        .on(CrossEntropy.class, new CpuCrossEntropy())
        .on(CrossEntropyGradient.class, new CpuCrossEntropyGradient())
        .on(Cutout2d.class, new CpuCutout2d())
        .on(Dropout.class, new CpuDropout())
        .on(FlatUpdate.class, new CpuFlatUpdate())
        .on(GatherRows.class, new CpuGatherRows())
        .on(MatMul.class, new BiasApart(new CpuMatMul()))
        .on(GroupNorm.class, new CpuGroupNorm())
        .on(GroupNormGradient.class, new CpuGroupNormGradient())
        .on(LogSoftmax.class, new CpuLogSoftmax())
        .on(LogSoftmaxGradient.class, new CpuLogSoftmaxGradient())
        .on(LossTerms.class, new CpuLossTerms())
        .on(LossTermsGradient.class, new CpuLossTermsGradient())
        .on(MaxPool2d.class, new CpuMaxPool2d())
        .on(MaxPool2dGradient.class, new CpuMaxPool2dGradient())
        .on(MinPool2d.class, new CpuMinPool2d())
        .on(Mean.class, new CpuMean())
        .on(MeanGradient.class, new CpuMeanGradient())
        .on(MovingAverage.class, new CpuMovingAverage())
        .on(Normalize.class, new CpuNormalize())
        .on(Multiply.class, new CpuMultiply())
        .on(PRelu.class, new CpuPRelu())
        .on(PReluGradient.class, new CpuPReluGradient())
        .on(PReluMaxPool2d.class, new CpuPReluMaxPool2d())
        .on(RandomUniform.class, new CpuRandomUniform())
        .on(Relu.class, new CpuRelu())
        .on(ReluGradient.class, new CpuReluGradient())
        .on(Resample2d.class, new CpuResample2d())
        .on(RunningMean.class, new CpuRunningMean())
        .on(Slice.class, new CpuSlice())
        .on(SliceGradient.class, new CpuSliceGradient())
        .on(Softmax.class, new CpuSoftmax())
        .on(SoftmaxCrossEntropy.class, new CpuSoftmaxCrossEntropy())
        .on(SoftmaxCrossEntropyGradient.class, new CpuSoftmaxCrossEntropyGradient())
        .on(SoftmaxGradient.class, new CpuSoftmaxGradient())
        .on(SumSquares.class, new CpuSumSquares())
        .on(Warp2d.class, new CpuWarp2d())
        .on(WeightPenalty.class, new CpuWeightPenalty())
        .on(WeightPenaltyGradient.class, new CpuWeightPenaltyGradient());
  }
}
