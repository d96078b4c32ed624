package io.fovea.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Initial values: their moments and bounds, and that seed and path alone decide them. */
class InitializerTest {
  private static final Fan FAN = new Fan(50, 150);
  private static final Shape SHAPE = Shape.of(100, 100);

  /** Mean, variance and largest magnitude that the formulas give for {@link #FAN}. */
  static Stream<Arguments> initialisers() {
    double inf = Double.POSITIVE_INFINITY;
    return Stream.of(
        Arguments.of(new Zeros(), 0, 0, 0),
        Arguments.of(new Constant(0.25), 0.25, 0, 0.25),
        Arguments.of(new Normal(1, 0.5), 1, 0.25, inf),
        Arguments.of(new Uniform(-1, 3), 1, 16 / 12.0, 3),
        // The variance of a normal distribution cut at two deviations is 0.7737 of the whole's.
        Arguments.of(new TruncatedNormal(0, 0.5), 0, 0.25 * 0.7737413, 1),
        Arguments.of(new Orthogonal(), 0, 1 / 100.0, 1),
        Arguments.of(LeCun.normal(), 0, 1 / 50.0, inf),
        Arguments.of(LeCun.uniform(), 0, 1 / 50.0, Math.sqrt(3 / 50.0)),
        Arguments.of(He.normal(), 0, 2 / 50.0, inf),
        Arguments.of(He.uniform(), 0, 2 / 50.0, Math.sqrt(6 / 50.0)),
        Arguments.of(Glorot.normal(), 0, 2 / 200.0, inf),
        Arguments.of(Glorot.uniform(), 0, 2 / 200.0, Math.sqrt(6 / 200.0)));
  }

  @ParameterizedTest
  @MethodSource("initialisers")
  void hasTheMomentsOfItsFormula(
      Initializer initializer, double mean, double variance, double bound) {
    float[] values = draw(initializer, 7, "conv1/w");
    double n = values.length;
    double average = 0;
    for (float value : values) {
      average += value / n;
      assertTrue(Math.abs(value) <= bound * (1 + 1e-7), () -> value + " exceeds " + bound);
    }
    double spread = 0;
    for (float value : values) {
      spread += (value - average) * (value - average) / n;
    }
    // Five standard errors of 10,000 draws; a normal fourth moment is the largest of these.
    assertEquals(mean, average, 5 * Math.sqrt(variance / n) + 1e-7);
    assertEquals(variance, spread, 5 * variance * Math.sqrt(2 / n) + 1e-12);
  }

  @ParameterizedTest
  @MethodSource("initialisers")
  void dependsOnSeedAndPathAlone(
      Initializer initializer, double mean, double variance, double bound) {
    float[] values = draw(initializer, 7, "conv1/w");
    assertArrayEquals(values, draw(initializer, 7, "conv1/w"));
    if (variance > 0) {
      assertFalse(Arrays.equals(values, draw(initializer, 8, "conv1/w")));
      assertFalse(Arrays.equals(values, draw(initializer, 7, "conv2/w")));
    }
  }

  @Test
  void orthogonalVectorsAreOrthonormal() {
    for (Shape shape : List.of(Shape.of(3, 2, 4), Shape.of(5, 9), Shape.of(6, 6), Shape.of(7))) {
      int columns = shape.dim(-1);
      int rows = (int) (shape.elements() / columns);
      float[] m = new Orthogonal(2).draw(shape, FAN, Philox.sequence(3, "w"));
      boolean isTall = rows >= columns;
      for (int a = 0; a < Math.min(rows, columns); a++) {
        for (int b = 0; b <= a; b++) {
          double product = 0;
          for (int i = 0; i < Math.max(rows, columns); i++) {
            product +=
                isTall
                    ? (double) m[i * columns + a] * m[i * columns + b]
                    : (double) m[a * columns + i] * m[b * columns + i];
          }
          assertEquals(a == b ? 4 : 0, product, 1e-6, shape + " " + a + " " + b);
        }
      }
    }
  }

  private static float[] draw(Initializer initializer, long seed, String path) {
    return new Parameter(path, SHAPE, initializer, FAN, true).initial(seed).floats();
  }
}
