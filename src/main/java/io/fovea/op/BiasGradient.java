package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/** Sums over everything but the channel: {@code db[c] = sum of dy[.., c]}. */
public record BiasGradient() implements Op {
  @Override
  public String name() {
    return "bias_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("dy");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    TensorType dy = inputs.get(0);
    Rules.real("dy", dy);
    require(dy.shape().rank() >= 1, "dy must have a channel axis, got %s", dy.shape());
    return List.of(TensorType.real(dy.shape().dim(-1)));
  }
}
