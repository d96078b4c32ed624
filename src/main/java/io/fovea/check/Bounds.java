package io.fovea.check;

import static io.fovea.check.Bound.DIVISION;
import static io.fovea.check.Bound.FUNCTION;
import static io.fovea.check.Bound.exact;
import static io.fovea.check.Bound.relative;
import static io.fovea.check.Bound.sum;
import static io.fovea.check.Bound.sumOfRounded;

import io.fovea.backend.Precision;
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
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dWeightGradient;
import io.fovea.op.Count;
import io.fovea.op.CrossEntropy;
import io.fovea.op.CrossEntropyGradient;
import io.fovea.op.Cutout2d;
import io.fovea.op.Dropout;
import io.fovea.op.Epilogue;
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
import io.fovea.op.Op;
import io.fovea.op.PRelu;
import io.fovea.op.PReluGradient;
import io.fovea.op.PReluMaxPool2d;
import io.fovea.op.PoolGeometry;
import io.fovea.op.RandomUniform;
import io.fovea.op.Relu;
import io.fovea.op.ReluGradient;
import io.fovea.op.Resample2d;
import io.fovea.op.Reshape;
import io.fovea.op.RunningMean;
import io.fovea.op.Slice;
import io.fovea.op.SliceGradient;
import io.fovea.op.Softmax;
import io.fovea.op.SoftmaxCrossEntropy;
import io.fovea.op.SoftmaxCrossEntropyGradient;
import io.fovea.op.SoftmaxGradient;
import io.fovea.op.SumSquares;
import io.fovea.op.TensorType;
import io.fovea.op.Warp2d;
import io.fovea.op.WeightPenalty;
import io.fovea.op.WeightPenaltyGradient;
import io.fovea.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The error bounds of the built-in ops, each with its derivation. */
public final class Bounds {
  private static final Map<Class<? extends Op>, Bound> BOUNDS = new HashMap<>();

  /** The products: how many terms their sums have, and what is done to these. */
  private static final Map<Class<? extends Op>, Terms> PRODUCTS = new HashMap<>();

  static {
    putProduct(
        Conv2d.class,
        (op, types) -> taps(op.dims(types)) * op.dims(types).icPerGroup(),
        Conv2d::epilogue);
    putProduct(MatMul.class, (op, types) -> (long) op.dims(types).k(), MatMul::epilogue);
    putProduct(
        Conv2dDataGradient.class,
        (op, types) -> taps(op.dims(types)) * op.dims(types).ocPerGroup(),
        Conv2dDataGradient::epilogue);
    putProduct(
        Conv2dWeightGradient.class,
        (op, types) -> {
          Conv2dDims dims = op.dims(types);
          return (long) dims.n() * dims.oh() * dims.ow();
        },
        op -> Epilogue.NONE);
    // Elements are moved, compared or counted.
    for (Class<? extends Op> op :
        List.of(
            AccumulateBinary.class,
            AccumulateConfusion.class,
            AccumulateTopK.class,
            ArgMax.class,
            Assign.class,
            Concat.class,
            Count.class,
            Cutout2d.class,
            MaxPool2d.class,
            MinPool2d.class,
            Relu.class,
            ReluGradient.class,
            Reshape.class,
            Slice.class,
            SliceGradient.class)) {
      BOUNDS.put(op, exact());
    }
    // One sum, product or rounding of a double attribute.
    BOUNDS.put(Add.class, relative(1));
    BOUNDS.put(AddBias.class, relative(1));
    BOUNDS.put(Constant.class, relative(1));
    BOUNDS.put(Dropout.class, relative(1));
    BOUNDS.put(Multiply.class, relative(1));
    BOUNDS.put(PRelu.class, relative(1));
    BOUNDS.put(PReluGradient.class, relative(1));
    BOUNDS.put(PReluMaxPool2d.class, relative(1));
    BOUNDS.put(MeanGradient.class, relative(DIVISION));
    // A difference, then a product.
    BOUNDS.put(SoftmaxCrossEntropyGradient.class, relative(2));
    BOUNDS.put(CrossEntropy.class, relative(FUNCTION));
    BOUNDS.put(CrossEntropyGradient.class, relative(DIVISION));
    // Sums: a rounding per term, the first of which is that of the product where there is one.
    put(Accumulate.class, (op, types) -> sum(types.get(1).shape().elements()));
    put(BiasGradient.class, (op, types) -> sum(types.get(0).shape().rows()));
    put(CheckFinite.class, (op, types) -> sum(types.get(2).shape().elements()));
    put(SumSquares.class, (op, types) -> sum(types.get(0).shape().elements()));
    // A rounded factor and two products more.
    put(WeightPenalty.class, (op, types) -> sum(types.get(0).shape().elements() + 4));
    // Two rounded factors, products, their sum of one sign, and a product.
    BOUNDS.put(WeightPenaltyGradient.class, relative(5));
    put(Mean.class, (op, types) -> sum(types.get(0).shape().elements() + DIVISION));
    PRODUCTS.forEach((type, terms) -> BOUNDS.put(type, product(terms, Precision.FP32)));
    put(AvgPool2d.class, (op, types) -> sum(op.geometry().taps() + DIVISION));
    put(AvgPool2dGradient.class, (op, types) -> sum(windows(op.geometry()) + DIVISION));
    // Two rounded weights, their product, one with x, and the sum.
    put(
        Resample2d.class,
        (op, types) -> sum((long) op.rows().mostEntries() * op.columns().mostEntries() + 4));
    put(MaxPool2dGradient.class, (op, types) -> sum(windows(op.geometry())));
    // Two factors rounded to float, their product, its product with x, the sum with the state.
    BOUNDS.put(MovingAverage.class, sum(5));
    // The limit of the norm and epsilon rounded to float, root, sum, quotient, product; or a limit.
    BOUNDS.put(ClipGradients.class, relative(3 + FUNCTION + DIVISION + 1));
    put(RunningMean.class, (op, types) -> sample -> OptimizerBounds.runningMean(op, sample));
    put(Normalize.class, (op, types) -> sample -> normalize(op, sample));
    put(GatherRows.class, (op, types) -> gathered(op.normalize()));
    put(Activate.class, (op, types) -> ActivationBounds::value);
    put(ActivateGradient.class, (op, types) -> sample -> ActivationBounds.gradient(op, sample));
    put(AccumulateErrors.class, (op, types) -> ErrorBounds::joined);
    put(LossTerms.class, (op, types) -> sample -> LossBounds.value(op, sample));
    put(LossTermsGradient.class, (op, types) -> sample -> LossBounds.gradient(op, sample));
    put(Softmax.class, (op, types) -> SoftmaxBounds::softmax);
    put(LogSoftmax.class, (op, types) -> SoftmaxBounds::logSoftmax);
    put(LogSoftmaxGradient.class, (op, types) -> SoftmaxBounds::logSoftmaxGradient);
    put(SoftmaxGradient.class, (op, types) -> SoftmaxBounds::softmaxGradient);
    put(SoftmaxCrossEntropy.class, (op, types) -> SoftmaxBounds::softmaxCrossEntropy);
    put(BatchNorm.class, (op, types) -> sample -> BatchNormBounds.training(op, sample));
    put(BatchNormInference.class, (op, types) -> sample -> BatchNormBounds.inference(op, sample));
    put(BatchNormGradient.class, (op, types) -> sample -> BatchNormBounds.gradient(op, sample));
    put(BatchNormFold.class, (op, types) -> sample -> BatchNormBounds.fold(op, sample));
    put(GroupNorm.class, (op, types) -> sample -> GroupNormBounds.forward(op, sample));
    put(GroupNormGradient.class, (op, types) -> sample -> GroupNormBounds.gradient(op, sample));
    put(FlatUpdate.class, (op, types) -> sample -> OptimizerBounds.of(op, sample));
    put(RandomUniform.class, (op, types) -> sample -> ImageBounds.uniform(op, sample));
    put(AffineField.class, (op, types) -> sample -> ImageBounds.affine(op, sample));
    put(Warp2d.class, (op, types) -> sample -> ImageBounds.warp(op, sample));
  }

  private Bounds() {}

  private static <O extends Op> void put(
      Class<O> type, BiFunction<O, List<TensorType>, Bound> bound) {
    BOUNDS.put(
        type, new OfSample(sample -> bound.apply(type.cast(sample.op()), types(sample.inputs()))));
  }

  /** What decides about the bound of a product. */
  private record Terms(
      BiFunction<Op, List<TensorType>, Long> count, Function<Op, Epilogue> epilogue) {}

  private static <O extends Op> void putProduct(
      Class<O> type, BiFunction<O, List<TensorType>, Long> terms, Function<O, Epilogue> epilogue) {
    PRODUCTS.put(
        type,
        new Terms(
            (op, types) -> terms.apply(type.cast(op), types), op -> epilogue.apply(type.cast(op))));
  }

  /** A bound that an op's attributes and the types of its inputs decide. */
  private record OfSample(Function<Sample, Bound> choice) implements Bound {
    @Override
    public List<double[]> of(Sample sample) {
      return choice.apply(sample).of(sample);
    }

    @Override
    public Bound normwise(double amplification) {
      return new OfSample(sample -> choice.apply(sample).normwise(amplification));
    }
  }

  private static List<TensorType> types(List<Tensor> tensors) {
    return tensors.stream().map(x -> new TensorType(x.dtype(), x.shape())).toList();
  }

  /**
   * The bound of a built-in op where the factors of products may be rounded.
   *
   * @throws IllegalArgumentException if the op is not one; then the caller knows its arithmetic
   */
  public static Bound of(Op op, Precision precision) {
    Terms terms = PRODUCTS.get(op.getClass());
    return terms == null ? of(op) : product(terms, precision);
  }

  /**
   * The bound of a built-in op.
   *
   * @throws IllegalArgumentException if the op is not one; then the caller knows its arithmetic
   */
  public static Bound of(Op op) {
    Bound bound = BOUNDS.get(op.getClass());
    if (bound == null) {
      throw new IllegalArgumentException("bounds: " + op.name() + " has none; give one");
    }
    return bound;
  }

  /** Sums of products, a bias and a residual; then the activation. */
  private static Bound product(Terms terms, Precision precision) {
    return new OfSample(
        sample -> {
          Epilogue epilogue = terms.epilogue().apply(sample.op());
          int added = (epilogue.bias() ? 1 : 0) + (epilogue.residual() ? 1 : 0);
          long all = terms.count().apply(sample.op(), types(sample.inputs())) + added;
          Bound sums = precision == Precision.FP32 ? sum(all) : sumOfRounded(all, precision);
          return epilogue.slope() ? new PReluBound(sums, epilogue.slopeInput()) : sums;
        });
  }

  private static long taps(Conv2dDims dims) {
    return (long) dims.kh() * dims.kw();
  }

  /** How many windows a pixel lies in, at the most. */
  private static long windows(PoolGeometry g) {
    long rows = ((long) g.kh() + g.strideH() - 1) / g.strideH();
    long columns = ((long) g.kw() + g.strideW() - 1) / g.strideW();
    return rows * columns;
  }

  /** Numbers are moved, or normalised on the way. */
  private static Bound gathered(@Nullable Normalize op) {
    if (op == null) {
      return exact();
    }
    return sample -> {
      Tensor y = sample.expected().get(0);
      double[] bound = new double[y.length()];
      for (int i = 0; i < bound.length; i++) {
        double shift = op.shift().get(i % op.shift().size());
        bound[i] = normalized(y.get(i) - shift, shift);
      }
      return List.of(bound);
    };
  }

  /** {@code |x scale|} goes through a product and a sum, {@code |shift|} through the sum. */
  private static List<double[]> normalize(Normalize op, Sample sample) {
    Tensor x = sample.input(0);
    double[] bound = new double[x.length()];
    for (int i = 0; i < bound.length; i++) {
      int c = op.scale().size() == 1 ? 0 : i % op.scale().size();
      double product = x.get(i) * op.scale().get(c);
      bound[i] = normalized(product, op.shift().get(c));
    }
    return List.of(bound);
  }

  private static double normalized(double product, double shift) {
    return Bound.gamma(2) * Math.abs(product) + Bound.gamma(1) * Math.abs(shift);
  }
}
