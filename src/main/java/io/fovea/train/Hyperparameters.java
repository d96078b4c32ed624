package io.fovea.train;

/** Checks that optimisers share. */
final class Hyperparameters {
  private Hyperparameters() {}

  static void require(String optimizer, double learningRate, double weightDecay) {
    if (!(learningRate >= 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          optimizer + ": learningRate must be finite and not negative, got " + learningRate);
    }
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          optimizer + ": weightDecay must be finite and not negative, got " + weightDecay);
    }
  }
}
