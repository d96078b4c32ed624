package io.fovea.peers;

import io.fovea.model.Model;
import io.fovea.nn.Parameter;
import io.fovea.nn.Statistic;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What all engines must agree on before they are timed: a model, weights for it, and images whose
 * logits are compared. Every process draws the same ones.
 *
 * @param weights parameters and statistics by their paths
 */
record Sample(Model model, Map<String, Tensor> weights) {
  /** Logits may differ by so much, as a part of the largest. */
  static final double TOLERANCE = 1e-4;

  static Sample of(Net net) {
    Model model = net.model();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Parameter parameter : model.parameters()) {
      Tensor initial = parameter.initial(1);
      // What begins as a constant is changed, lest nobody see it left out, or taken for another.
      weights.put(
          parameter.path(), parameter.decays() ? initial : raised(initial, parameter.path(), 0.2f));
    }
    for (Statistic statistic : model.statistics()) {
      weights.put(statistic.path(), raised(statistic.initial(), statistic.path(), 0.2f));
    }
    return new Sample(model, weights);
  }

  /** The first n images, {@code [n, h, w, c]}: random numbers in [0, 1). */
  Tensor images(int n) {
    return images(model, n);
  }

  /** The first n images for a model, {@code [n, h, w, c]}: random numbers in [0, 1). */
  static Tensor images(Model model, int n) {
    Shape shape = model.inputs().get(0).shape().batched(n);
    return raised(Tensor.of(shape, new float[Math.toIntExact(shape.elements())]), "images", 1);
  }

  private static Tensor raised(Tensor initial, String stream, float most) {
    Philox.Sequence random = Philox.sequence(1, stream);
    float[] values = initial.floats().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += most * (float) random.nextDouble();
    }
    return Tensor.of(initial.shape(), values);
  }

  /**
   * Compares the logits of an engine with Fovea's.
   *
   * @throws IllegalStateException if it computes another function
   */
  static void check(String engine, float[] got, float[] want) {
    if (got.length != want.length) {
      throw new IllegalStateException(
          "%s: gives %d logits, Fovea gives %d".formatted(engine, got.length, want.length));
    }
    double largest = 0;
    for (float value : want) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < want.length; i++) {
      if (!(Math.abs(got[i] - want[i]) <= TOLERANCE * largest)) {
        throw new IllegalStateException(
            "%s: logit %d is %s, Fovea's is %s; they may differ by %s of the largest, %s"
                .formatted(engine, i, got[i], want[i], TOLERANCE, largest));
      }
    }
  }
}
