package io.fovea.train;

import static io.fovea.train.PrecisionRecall.Average.MACRO;

import io.fovea.nn.Registry;
import io.fovea.op.Warp2d;
import java.util.List;

/**
 * The names of the augmentations, losses, metrics, optimisers and schedules of this package, a line
 * each.
 */
public final class BuiltInTraining implements Registry.Vocabulary {
  @Override
  public void addTo(Registry registry) {
    registry
        .add(Augmentation.class, "crop", new Augmentation.Crop(0), "padding")
        .add(Augmentation.class, "cutout", new Augmentation.Cutout(1, 1), "h", "w")
        .add(Augmentation.class, "elastic", new Augmentation.Elastic(1, 7), "strength", "spacing")
        .add(Augmentation.class, "flip", new Augmentation.Flip(true, false))
        .add(Augmentation.class, "rotate", new Augmentation.Rotate(0), "degrees")
        .add(Augmentation.class, "scale", new Augmentation.Scale(0), "by")
        .add(Augmentation.class, "shift", new Augmentation.Shift(0, 0), "h", "w")
        .add(
            Augmentation.class,
            "surround",
            new Augmentation.Surround(Warp2d.Outside.REPLICATE, List.of()),
            "outside",
            "fill")
        .add(Loss.class, "binary_cross_entropy", new BinaryCrossEntropy())
        .add(Loss.class, "cross_entropy", new CrossEntropy())
        .add(Loss.class, "hinge", new Hinge())
        .add(Loss.class, "huber", new Huber())
        .add(Loss.class, "log_cosh", new LogCosh())
        .add(Loss.class, "mean_absolute_error", new MeanAbsoluteError())
        .add(Loss.class, "mean_squared_error", new MeanSquaredError())
        .add(Loss.class, "multi_class_hinge", new MultiClassHinge())
        .add(Loss.class, "quantile", new Quantile(0.5), "q")
        .add(Loss.class, "scaled", new Scaled(new MeanSquaredError(), 1), "loss", "factor")
        .add(Loss.class, "sigmoid_cross_entropy", new SigmoidCrossEntropy())
        .add(Loss.class, "softmax_cross_entropy", new SoftmaxCrossEntropy())
        .add(Metric.class, "accuracy", new Accuracy())
        .add(Metric.class, "binary_accuracy", new BinaryAccuracy())
        .add(Metric.class, "errors", new Errors())
        .add(Metric.class, "precision_recall", new PrecisionRecall(MACRO), "average")
        .add(Metric.class, "top_k", TopK.of(5), "k")
        .add(Metric.class, "within", Within.absolute(0))
        .add(Optimizer.class, "adadelta", Adadelta.of(1), "learningRate")
        .add(Optimizer.class, "adagrad", Adagrad.of(0.01), "learningRate")
        .add(Optimizer.class, "adam", Adam.of(1e-3), "learningRate")
        .add(Optimizer.class, "adamw", AdamW.of(1e-3), "learningRate")
        .add(Optimizer.class, "lion", Lion.of(1e-4), "learningRate")
        .add(Optimizer.class, "nadam", Nadam.of(2e-3), "learningRate")
        .add(Optimizer.class, "rmsprop", RmsProp.of(0.01), "learningRate")
        .add(Optimizer.class, "sgd", Sgd.of(0.01), "learningRate")
        .add(Schedule.class, "constant", new ConstantRate())
        .add(Schedule.class, "cosine", Cosine.over(1), "epochs")
        .add(Schedule.class, "exponential", Exponential.of(1), "factor")
        .add(Schedule.class, "one_cycle", OneCycle.over(1), "epochs")
        .add(Schedule.class, "polynomial", Polynomial.over(1, 1), "epochs", "power")
        .add(Schedule.class, "reduce_on_plateau", ReduceOnPlateau.of(0.1, 10))
        .add(Schedule.class, "step_decay", StepDecay.every(1, 0.1), "epochs", "factor")
        .add(Schedule.class, "warm_up", WarmUp.of(1), "steps", "then");
  }
}
