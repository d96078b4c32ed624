package io.fovea.op;

import java.util.List;

/** {@code dx = f'(x, t) dy}, by x; the attributes are those of {@link LossTerms}. */
public record LossTermsGradient(LossFunction function, double a) implements Op {
  @Override
  public String name() {
    return "loss_terms_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "t", "dy");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    Rules.real("x", inputs.get(0));
    Rules.real("t", inputs.get(1));
    Rules.real("dy", inputs.get(2));
    Rules.sameShape("x", inputs.get(0), "t", inputs.get(1));
    Rules.sameShape("x", inputs.get(0), "dy", inputs.get(2));
    return List.of(inputs.get(0));
  }
}
