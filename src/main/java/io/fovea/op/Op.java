package io.fovea.op;

import java.util.List;

/**
 * One operation: an immutable value that holds attributes, and the rules that follow from them. Two
 * ops with equal attributes are equal.
 */
public interface Op {
  /** The registered name, in lower snake case, as in {@code conv2d_data_gradient}. */
  String name();

  /** The names of the inputs, for messages; as many as the op takes. */
  List<String> inputNames();

  /**
   * The shape rule: types of the outputs for types of the inputs.
   *
   * @throws ShapeException naming argument, values and rule, without the op's own name
   */
  List<TensorType> infer(List<TensorType> inputs);

  /**
   * The gradient rule: adds the nodes that turn gradients of the outputs into those of the inputs
   * that are wanted.
   */
  default void gradient(GradientContext context) {
    throw new UnsupportedOperationException(name() + " has no gradient");
  }

  /** True if gradients may flow through an output; saved intermediate results say no. */
  default boolean isDifferentiable(int output) {
    return output == 0;
  }

  /** Indices of the inputs that the op overwrites in place; these must be pieces of state. */
  default List<Integer> updates() {
    return List.of();
  }

  /** True if the op draws random numbers or has another reason not to be run ahead of its step. */
  default boolean isPerStep() {
    return !updates().isEmpty();
  }

  /**
   * What the numbers of an integer input must be less than, so that a sample can be drawn from 0
   * on; 0 where the op does not say.
   *
   * @param inputs types of all inputs
   */
  default int integerBound(int input, List<TensorType> inputs) {
    return 0;
  }

  /** Least work for the given argument types. */
  default Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    long elements = 0;
    for (TensorType type : outputs) {
      elements += type.shape().elements();
    }
    return Cost.of(elements, inputs, outputs);
  }
}
