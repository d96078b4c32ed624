package io.fovea.op;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a gradient rule sees of its node, and where it leaves its results. */
public final class GradientContext {
  private final Emitter emitter;
  private final List<Value> inputs;
  private final List<Value> outputs;
  private final List<@Nullable Value> outputGradients;
  private final boolean[] wanted;
  private final @Nullable Value[] results;

  /**
   * @param outputGradients one per output, null where the loss does not depend on it
   * @param wanted one per input: whether its gradient is needed
   */
  public GradientContext(
      Emitter emitter,
      List<Value> inputs,
      List<Value> outputs,
      List<@Nullable Value> outputGradients,
      boolean[] wanted) {
    this.emitter = emitter;
    this.inputs = inputs;
    this.outputs = outputs;
    this.outputGradients = outputGradients;
    this.wanted = wanted.clone();
    this.results = new Value[inputs.size()];
  }

  public Value input(int index) {
    return inputs.get(index);
  }

  /** Number of inputs of the node. */
  public int inputCount() {
    return inputs.size();
  }

  public Value output(int index) {
    return outputs.get(index);
  }

  /** Gradient of the loss by the node's only differentiable output. */
  public Value dy() {
    return dy(0);
  }

  /** Gradient of the loss by an output. */
  public Value dy(int index) {
    Value gradient = outputGradients.get(index);
    if (gradient == null) {
      throw new IllegalStateException("the loss does not depend on output " + index);
    }
    return gradient;
  }

  /** True if the loss depends on the output. */
  public boolean reaches(int index) {
    return outputGradients.get(index) != null;
  }

  /** True if the gradient of the input is needed. */
  public boolean wants(int index) {
    return wanted[index];
  }

  /** Adds a node and returns its first output. */
  public Value emit(Op op, Value... arguments) {
    return emitter.emit(op, arguments);
  }

  /** Adds a node and returns all its outputs. */
  public List<Value> emitAll(Op op, Value... arguments) {
    return emitter.emitAll(op, List.of(arguments));
  }

  /** Leaves the gradient of an input. */
  public void set(int index, Value gradient) {
    if (!gradient.shape().equals(inputs.get(index).shape())) {
      throw new IllegalStateException(
          "gradient " + gradient + " does not have the shape of " + inputs.get(index));
    }
    results[index] = gradient;
  }

  /** The gradient left for an input, or null. */
  public @Nullable Value result(int index) {
    return results[index];
  }
}
