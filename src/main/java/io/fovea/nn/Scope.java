package io.fovea.nn;

import io.fovea.op.Emitter;
import io.fovea.op.ShapeException;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;
import java.util.Locale;

/**
 * Where a layer builds itself: it adds nodes, declares its parameters and statistics under its own
 * path, and learns whether it is built for training. A layer must declare the same parameters in
 * the same order whether it is or not.
 */
public interface Scope extends Emitter {
  /** Name of this use of the layer; each use of a shared layer has another. */
  String name();

  /** Whether the graph is one that learns: dropout drops, batch norm uses the batch. */
  boolean isTraining();

  /**
   * A parameter that weight decay applies to.
   *
   * @param name within the layer, such as {@code w}
   * @param fan how many values each output sums, and how many outputs each input reaches
   */
  Value parameter(String name, Shape shape, Initializer initializer, Fan fan);

  /** A parameter that weight decay does not apply to: a bias, or one of a normalisation. */
  Value plainParameter(String name, Shape shape, Initializer initializer);

  /**
   * Makes a parameter that was declared cost something while training.
   *
   * @param name as it was declared
   */
  void penalize(String name, Penalty penalty);

  /** A number per channel, say, that is not learned but measured while training. */
  Value statistic(String name, Shape shape, float initial);

  /**
   * Lets a statistic follow a value of each batch: {@code statistic = (1 - momentum) * statistic +
   * momentum * correction * value}, at the end of each training step, unless the step went wrong.
   */
  void track(Value statistic, Value value, double momentum, double correction);

  /** The seed {@code [2]} (I32) that random ops draw from, training only. */
  Value seed();

  /** The number of steps finished so far (I32 scalar), training only. */
  Value step();

  /**
   * Throws, naming the layer, unless the condition holds.
   *
   * @throws ShapeException as in {@code dense 'dense1': x must have ..}
   */
  void require(boolean holds, String template, Object... arguments);

  /** The only input of a layer that takes one. */
  default Value only(List<Value> inputs) {
    require(inputs.size() == 1, "takes 1 input, got %d", inputs.size());
    return inputs.get(0);
  }

  /** The only input of a layer that takes images {@code [n, h, w, c]}. */
  default Value images(List<Value> inputs) {
    Value x = only(inputs);
    require(x.shape().rank() == 4, "x must be images [n, h, w, c], got %s", x.shape());
    return x;
  }

  /** The message of a refusal. */
  static ShapeException refusal(String title, String template, Object... arguments) {
    return new ShapeException(title + ": " + String.format(Locale.ROOT, template, arguments));
  }
}
