package io.fovea.graph;

import io.fovea.op.Cost;
import io.fovea.op.Op;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import java.util.List;

/**
 * One application of an op.
 *
 * @param label the layer it belongs to, as in {@code block1/conv}; for messages and traces
 */
public record Node(Op op, List<Value> inputs, List<Value> outputs, String label) {
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Types of the inputs. */
  public List<TensorType> inputTypes() {
    return inputs.stream().map(Value::type).toList();
  }

  /** Types of the outputs. */
  public List<TensorType> outputTypes() {
    return outputs.stream().map(Value::type).toList();
  }

  /** Least work. */
  public Cost cost() {
    return op.cost(inputTypes(), outputTypes());
  }

  /** Op and layer, as messages begin: {@code conv2d 'block1/conv'}. */
  public String title() {
    return op.name() + " '" + label + "'";
  }

  /** As in {@code conv2d 'stem': (x [1, 8, 8, 3], w [3, 3, 3, 4]) -> [1, 6, 6, 4]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(title()).append(": (");
    for (int i = 0; i < inputs.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(op.inputNames().get(i)).append(' ');
      text.append(inputs.get(i).type());
    }
    text.append(") ->");
    outputs.forEach(y -> text.append(' ').append(y.type()));
    return text.toString();
  }
}
