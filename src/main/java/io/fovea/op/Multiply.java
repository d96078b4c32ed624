package io.fovea.op;

import java.util.List;

/** Element by element, {@code y = a b}; both have one shape. */
public record Multiply() implements Op {
  @Override
  public String name() {
    return "multiply";
  }

  @Override
  public List<String> inputNames() {
    return List.of("a", "b");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.real("a", inputs.get(0));
    Rules.real("b", inputs.get(1));
    Rules.sameShape("a", inputs.get(0), "b", inputs.get(1));
    return List.of(inputs.get(0));
  }

  @Override
  public void gradient(GradientContext context) {
    for (int i = 0; i < 2; i++) {
      if (context.wants(i)) {
        context.set(i, context.emit(new Multiply(), context.dy(), context.input(1 - i)));
      }
    }
  }
}
