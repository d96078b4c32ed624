package io.fovea.op;

import io.fovea.tensor.Shape;

/**
 * An edge of a graph: the result of a node, an input, or a piece of state. Values are compared by
 * identity; the label only explains them to people.
 */
public final class Value {
  private final TensorType type;
  private final String label;

  public Value(TensorType type, String label) {
    this.type = type;
    this.label = label;
  }

  public TensorType type() {
    return type;
  }

  public Shape shape() {
    return type.shape();
  }

  /** Where the value comes from, as in {@code block1/conv}. */
  public String label() {
    return label;
  }

  @Override
  public String toString() {
    return label + " " + type;
  }
}
