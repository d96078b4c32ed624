package io.fovea.op;

import java.util.List;

/**
 * Rectifier with a learned slope per channel: {@code y = x > 0 ? x : alpha[c] x}. Inputs {@code x
 * [.., c]}, {@code alpha [c]}; an alpha of another extent is one of a reshaped x. Where x is 0 its
 * gradient is alpha.
 *
 * <p>Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", 2015.
 */
public record PRelu() implements Op {
  @Override
  public String name() {
    return "prelu";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "alpha");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.real("x", inputs.get(0));
    Rules.perChannel("alpha", inputs.get(1), inputs.get(0));
    return List.of(inputs.get(0));
  }

  @Override
  public void gradient(GradientContext context) {
    List<Value> gradients =
        context.emitAll(new PReluGradient(), context.input(0), context.input(1), context.dy());
    if (context.wants(0)) {
      context.set(0, gradients.get(0));
    }
    if (context.wants(1)) {
      context.set(1, context.emit(new BiasGradient(), gradients.get(1)));
    }
  }
}
