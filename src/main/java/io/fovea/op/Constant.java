package io.fovea.op;

import io.fovea.tensor.Shape;
import java.util.List;

/** A tensor filled with one number. Takes no inputs. */
public record Constant(double value, Shape shape) implements Op {
  @Override
  public String name() {
    return "constant";
  }

  @Override
  public List<String> inputNames() {
    return List.of();
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 0);
    return List.of(TensorType.real(shape));
  }

  @Override
  public void gradient(GradientContext context) {}
}
