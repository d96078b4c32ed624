package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * What training makes small: an immutable value that compares an output of a model with what the
 * examples have.
 *
 * <p>The loss of a batch is the mean over its examples, {@code sum of w[i] loss[i] / n}: where
 * examples or classes have weights, the sum is divided by the number of examples and not by the sum
 * of their weights, so that an example counts the same whatever batch it is in. PyTorch's mean of a
 * cross-entropy with class weights divides by the sum; its {@code reduction='none'}, followed by a
 * mean, is this one.
 */
public interface Loss {
  /**
   * What a loss adds to a graph.
   *
   * @param perExample the loss of each example, {@code [n]}
   * @param scores {@code [n, ..]}, what metrics look at: predictions on the scale of the targets,
   *     or, for classes, anything of which the largest of a row is the prediction
   */
  record Scored(Value perExample, Value scores) {}

  /**
   * What the loss can compare an output with, best first; never empty. Examples that have classes
   * where the loss takes numbers are compared with those classes one-hot.
   *
   * @param output shape of one example's output, without the batch
   * @throws io.fovea.op.ShapeException if the loss cannot take such an output
   */
  List<Target> targets(Shape output);

  /**
   * Adds the loss of a batch.
   *
   * @param output of the model, {@code [n, ..]}
   * @param target one of {@link #targets} for each example: {@code [n]} (I32) for classes, {@code
   *     [n, ..]} (F32) for numbers
   */
  Scored build(GraphBuilder graph, Value output, Value target);

  /** What is measured beside the loss, for an output of a shape. */
  default List<Metric> metrics(Shape output) {
    return Metric.usual(targets(output).get(0));
  }

  /** This loss times a factor: how much it counts beside the losses of other outputs. */
  default Loss times(double factor) {
    return new Scaled(this, factor);
  }
}
