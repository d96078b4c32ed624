package io.fovea.train;

import static io.fovea.op.ShapeException.require;

import io.fovea.graph.GraphBuilder;
import io.fovea.graph.Node;
import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;
import io.fovea.op.AddBias;
import io.fovea.op.AvgPool2d;
import io.fovea.op.Conv2d;
import io.fovea.op.LogSoftmax;
import io.fovea.op.LossFunction;
import io.fovea.op.LossTerms;
import io.fovea.op.MatMul;
import io.fovea.op.Normalize;
import io.fovea.op.Op;
import io.fovea.op.PRelu;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Relu;
import io.fovea.op.Reshape;
import io.fovea.op.Softmax;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The nodes that losses are made of. */
final class Terms {
  private Terms() {}

  /** {@code f(x, t)} of each element. */
  static Value of(GraphBuilder graph, LossFunction function, double a, Value x, Value t) {
    return graph.emit(new LossTerms(function, a), x, t);
  }

  /** Mean over the elements of each example: {@code [n]} for {@code [n, ..]}. */
  static Value meanOfRows(GraphBuilder graph, Value terms) {
    int n = terms.shape().dim(0);
    int length = Math.toIntExact(terms.shape().elements() / n);
    if (length > 1) {
      Value columns = graph.emit(new Reshape(Shape.of(n, length, 1, 1)), terms);
      terms = graph.emit(new AvgPool2d(PoolGeometry.of(length, 1), false), columns);
    }
    return terms.shape().equals(Shape.of(n)) ? terms : graph.emit(new Reshape(Shape.of(n)), terms);
  }

  /** {@code factor x}. */
  static Value scaled(GraphBuilder graph, Value x, double factor) {
    return factor == 1 ? x : affine(graph, x, List.of(factor), List.of(0.0));
  }

  /** {@code scale[c] x + shift[c]}, c being the last axis; single numbers are for all. */
  static Value affine(GraphBuilder graph, Value x, List<Double> scale, List<Double> shift) {
    return graph.emit(new Normalize(floats(scale), floats(shift)), x);
  }

  private static List<Float> floats(List<Double> numbers) {
    return numbers.stream().map(Double::floatValue).toList();
  }

  /** The node that made the numbers of a value, behind any reshapes, or null. */
  private static @Nullable Node maker(GraphBuilder graph, Value value) {
    Node producer = graph.producer(value);
    return producer != null && producer.op() instanceof Reshape
        ? maker(graph, producer.inputs().get(0))
        : producer;
  }

  /** What went into the sigmoid that a value is, in the value's shape; null if it is none. */
  static @Nullable Value ofSigmoid(GraphBuilder graph, Value value) {
    Node maker = maker(graph, value);
    return maker != null && isOf(maker.op(), ActivationFunction.SIGMOID)
        ? shaped(graph, maker.inputs().get(0), value.shape())
        : null;
  }

  /**
   * What went into the softmax that a value is along its last axis, or into the logarithm of one,
   * in the value's shape; null if it is none. Its softmax is that of the value.
   */
  static @Nullable Value ofSoftmax(GraphBuilder graph, Value value) {
    Node maker = maker(graph, value);
    if (maker == null || !(maker.op() instanceof Softmax || maker.op() instanceof LogSoftmax)) {
      return null;
    }
    Value x = maker.inputs().get(0);
    boolean isOfRows = x.shape().dim(-1) == value.shape().dim(-1);
    return isOfRows ? shaped(graph, x, value.shape()) : null;
  }

  /** Whether a value is probabilities already: a sigmoid, or a softmax along its last axis. */
  static boolean areProbabilities(GraphBuilder graph, Value value) {
    Node maker = maker(graph, value);
    return maker != null
        && (isOf(maker.op(), ActivationFunction.SIGMOID)
            || (maker.op() instanceof Softmax
                && maker.outputs().get(0).shape().dim(-1) == value.shape().dim(-1)));
  }

  private static Value shaped(GraphBuilder graph, Value x, Shape shape) {
    return x.shape().equals(shape) ? x : graph.emit(new Reshape(shape), x);
  }

  private static boolean isOf(Op op, ActivationFunction function) {
    return op instanceof Activate made && made.function() == function;
  }

  /**
   * Refuses outputs that cannot be probabilities: those of a dense layer or a convolution without
   * an activation, or of an activation that leaves [0, 1].
   */
  static void requireProbabilities(
      GraphBuilder graph, Value output, String loss, String activation, Class<?> fromLogits) {
    Node maker = maker(graph, output);
    if (maker != null && (isLinear(maker.op()) || leavesUnit(maker.op()))) {
      throw new IllegalArgumentException(
          "%s: the outputs of '%s' are no probabilities; end the model in a %s, or take %s"
              .formatted(loss, maker.label(), activation, fromLogits.getSimpleName()));
    }
  }

  /** Whether it is an activation whose values may lie outside [0, 1]. */
  private static boolean leavesUnit(Op op) {
    return op instanceof Relu
        || op instanceof PRelu
        || op instanceof LogSoftmax
        || (op instanceof Activate
            && !isOf(op, ActivationFunction.SIGMOID)
            && !isOf(op, ActivationFunction.HARD_SIGMOID));
  }

  private static boolean isLinear(Op op) {
    return op instanceof MatMul || op instanceof Conv2d || op instanceof AddBias;
  }

  /** Checks weights, one for each entry of the last axis; none stands for ones. */
  static List<Double> requireWeights(String name, List<Double> weights) {
    for (double weight : weights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            name + " must be finite and not negative, got " + weights);
      }
    }
    return List.copyOf(weights);
  }

  /** Checks that there are as many weights as units. */
  static void requireFitting(String name, List<Double> weights, Shape output) {
    require(
        weights.isEmpty() || weights.size() == output.dim(-1),
        "%s: there are %d, the model's output is %s",
        name,
        weights.size(),
        output);
  }

  /** Checks a label smoothing. */
  static void requireSmoothing(String loss, double smoothing) {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          loss + ": label smoothing must lie in [0, 1), got " + smoothing);
    }
  }
}
