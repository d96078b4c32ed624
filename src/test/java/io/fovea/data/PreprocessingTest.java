package io.fovea.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.data.Preprocessing.Invert;
import io.fovea.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stored values become, and which preprocessings there cannot be. */
class PreprocessingTest {
  private static final Shape GREY = Shape.of(28, 28, 1);
  private static final Shape RGB = Shape.of(32, 32, 3);

  @Test
  void mapsBytesAsNamed() {
    assertMaps(Preprocessing.none(GREY), 0, 255);
    assertMaps(Preprocessing.unit(GREY), 0, 1);
    assertMaps(Preprocessing.centred(GREY), -0.5f, 0.5f);
  }

  private static void assertMaps(Preprocessing preprocessing, float black, float white) {
    assertArrayEquals(new float[] {black}, preprocessing.offset());
    assertEquals(white, 255 * preprocessing.multiplier()[0] + preprocessing.offset()[0], 1e-7f);
  }

  @Test
  void standardisesEachChannel() {
    var p = Preprocessing.standardised(RGB, List.of(0.5, 0.25, 0.0), List.of(0.25, 0.5, 1.0));
    assertArrayEquals(
        new float[] {(float) (4 / 255.0), (float) (2 / 255.0), (float) (1 / 255.0)},
        p.multiplier());
    assertArrayEquals(new float[] {-2, -0.5f, 0}, p.offset());
    assertEquals(RGB, p.shape());
  }

  @Test
  void keepsEverythingElseWhenTheInversionChanges() {
    Preprocessing p = Preprocessing.centred(RGB);
    assertEquals(Invert.NO, p.invert());
    assertEquals(Invert.AUTO, p.with(Invert.AUTO).invert());
    assertEquals(p, p.with(Invert.AUTO).with(Invert.NO));
  }

  static Stream<Arguments> bad() {
    List<Double> one = List.of(1.0);
    return Stream.of(
        Arguments.of(0, 28, 1, 1.0, one, one, "got 0x28x1"),
        Arguments.of(28, -1, 1, 1.0, one, one, "got 28x-1x1"),
        Arguments.of(28, 28, 0, 1.0, List.of(), List.of(), "got 28x28x0"),
        Arguments.of(28, 28, 3, 1.0, one, one, "3 channels need as many means and deviations"),
        Arguments.of(28, 28, 1, 0.0, one, one, "scale must be positive and finite, got 0.0"),
        Arguments.of(28, 28, 1, Double.NaN, one, one, "scale must be"),
        Arguments.of(28, 28, 1, 1.0, List.of(Double.NaN), one, "mean must be finite"),
        Arguments.of(28, 28, 1, 1.0, one, List.of(0.0), "std must be positive and finite"),
        Arguments.of(28, 28, 1, 1.0, one, List.of(-1.0), "std must be positive and finite"),
        Arguments.of(28, 28, 1, 1.0, one, List.of(Double.POSITIVE_INFINITY), "std must be"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refuses(
      int height,
      int width,
      int channels,
      double scale,
      List<Double> mean,
      List<Double> std,
      String expected) {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Preprocessing(height, width, channels, Invert.NO, scale, mean, std, null));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void wantsAnImageShape() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> Preprocessing.unit(Shape.of(28, 28)));
    assertTrue(e.getMessage().contains("[28, 28]"), e.getMessage());
  }
}
