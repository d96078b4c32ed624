package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/**
 * The weights and bias of a convolution or matrix product that do a batch normalisation too. With
 * {@code s = gamma / sqrt(variance + epsilon)} per output channel: {@code foldedW[.., o] = w[.., o]
 * * s[o]}, {@code foldedB = beta + (b - mean) * s}, b being 0 where there is none. Inputs {@code w
 * [.., o]}, {@code gamma beta mean variance [o]} and, with a bias, {@code b [o]}; outputs {@code
 * foldedW}, {@code foldedB}.
 */
public record BatchNormFold(double epsilon, boolean bias) implements Op {
  @Override
  public String name() {
    return "batch_norm_fold";
  }

  @Override
  public List<String> inputNames() {
    return bias
        ? List.of("w", "gamma", "beta", "mean", "variance", "b")
        : List.of("w", "gamma", "beta", "mean", "variance");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, inputNames().size());
    require(epsilon > 0, "epsilon must be positive, got %s", epsilon);
    TensorType w = inputs.get(0);
    Rules.real("w", w);
    for (int i = 1; i < inputs.size(); i++) {
      Rules.perChannel(inputNames().get(i), inputs.get(i), w);
    }
    return List.of(w, inputs.get(1));
  }
}
