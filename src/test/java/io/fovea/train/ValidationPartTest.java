package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.data.Partition;
import io.fovea.data.Permutation;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Parts of examples that are set aside: in which order, and how much of each class. */
class ValidationPartTest {
  private static final int N = 100;
  private static final long SEED = 3;
  private static final Model MODEL = Sequential.of(Shape.of(2), Dense.of(3));

  /** 70 of the first class, 20 of the second, 10 of the third. */
  private static final int[] LABELS =
      IntStream.range(0, N).map(i -> i % 10 < 7 ? 0 : i % 10 < 9 ? 1 : 2).toArray();

  private static Examples examples() {
    return Examples.of(Golden.fill(7, 1, 0, N, 2), LABELS);
  }

  private static float[] weights(Examples examples, Fit fit) {
    try (Device device = Tasks.open("cpu");
        Trainer trainer = Trainer.of(MODEL, device).optimizer(Sgd.of(0.1)).seed(SEED).build()) {
      trainer.fit(examples, fit);
      return trainer.parameter("dense1/w").floats();
    }
  }

  private static Partition partition(double part, boolean isStratified) {
    return examples().partition(Permutation.of(SEED, -1, N), part, isStratified);
  }

  /** What is left is learned from as if it had been given alone. */
  @Test
  void unshuffledExamplesKeepTheirOrder() {
    Fit fit = Fit.epochs(2).batch(7).unshuffled();
    for (boolean isStratified : new boolean[] {false, true}) {
      int[] left = partition(0.3, isStratified).train();
      Arrays.sort(left);
      assertArrayEquals(
          weights(examples().subset(left), fit),
          weights(examples(), isStratified ? fit.stratifiedValidation(0.3) : fit.validation(0.3)));
    }
  }

  @Test
  void eachClassHasItsPart() {
    assertArrayEquals(new int[] {21, 6, 3}, histogram(partition(0.3, true).test()));
    assertArrayEquals(new int[] {49, 14, 7}, histogram(partition(0.3, true).train()));
    assertTrue(Fit.epochs(1).stratifiedValidation(0.3).batch(2).isStratified());
    Examples.Parts parts = examples().stratifiedSplit(0.2, 5);
    assertEquals(80, parts.train().size());
    assertArrayEquals(new int[] {14, 4, 2}, histogram(parts.test()));
    assertArrayEquals(new int[] {56, 16, 8}, histogram(parts.train()));
    Examples.Parts mixed = examples().split(0.2, 5);
    assertEquals(20, mixed.test().size());
    assertEquals(80, mixed.train().size());
    assertArrayEquals(histogram(mixed.test()), histogram(examples().split(0.2, 5).test()));
  }

  /**
   * Classes that a loss takes as numbers are classes still; the first of several targets counts.
   */
  @Test
  void classesCountWhateverTheLossTakes() {
    Examples two = Examples.of(Golden.fill(7, 1, 0, N, 2), Golden.fill(5, 1, 0, N)).and(LABELS);
    assertArrayEquals(
        new int[] {7, 2, 1}, histogram(two.partition(Permutation.of(1, 0, N), 0.1, true).test()));
    try (Device device = Tasks.open("cpu");
        Trainer trainer = Trainer.of(MODEL, device).loss(new MeanSquaredError()).build()) {
      trainer.fit(examples(), Fit.epochs(1).stratifiedValidation(0.1));
      Examples numbers = Examples.of(Golden.fill(7, 1, 0, N, 2), Golden.fill(5, 1, 0, N, 3));
      String message =
          assertThrows(
                  IllegalStateException.class,
                  () -> trainer.fit(numbers, Fit.epochs(1).stratifiedValidation(0.1)))
              .getMessage();
      assertTrue(message.contains("all targets are numbers"), message);
      assertThrows(IllegalStateException.class, () -> numbers.stratifiedSplit(0.1, 1));
      assertThrows(IllegalArgumentException.class, () -> numbers.split(0.001, 1));
    }
  }

  private static int[] histogram(int[] numbers) {
    int[] counts = new int[3];
    Arrays.stream(numbers).forEach(i -> counts[LABELS[i]]++);
    return counts;
  }

  private static int[] histogram(Examples examples) {
    int[] counts = new int[3];
    Tensor label = Tensor.of(Shape.of(1), new int[1]);
    for (int i = 0; i < examples.size(); i++) {
      examples.targets().get(0).column().copy(i, label, 0);
      counts[label.ints()[0]]++;
    }
    return counts;
  }
}
