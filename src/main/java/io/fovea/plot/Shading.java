package io.fovea.plot;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;

/**
 * How numbers become colours: the range from low to high along a ramp.
 *
 * @param low the number at the beginning of the ramp
 * @param high the number at its end
 */
record Shading(Ramp ramp, double low, double high) {
  /**
   * A shading for numbers: from zero up where none is negative, else as far on both sides of zero.
   */
  static Shading of(double... values) {
    double low = Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
    double high = Arrays.stream(values).filter(Double::isFinite).max().orElse(0);
    if (low >= 0) {
      return new Shading(Ramp.MAGNITUDE, 0, high > 0 ? high : 1);
    }
    double far = Math.max(-low, high);
    return new Shading(Ramp.SIGNED, -far, far);
  }

  /** The colour of a number. */
  int colour(double value) {
    return ramp.at((value - low) / (high - low));
  }

  /**
   * An image of numbers.
   *
   * @param values h * w of them, row by row; what is missing at the end is left grey
   * @return {@code [h, w, 3]}, U8
   */
  Tensor image(double[] values, int h, int w) {
    Tensor image = Tensor.zeros(DType.U8, Shape.of(h, w, 3));
    for (int i = 0; i < h * w; i++) {
      put(image.bytes(), 3 * i, i < values.length ? colour(values[i]) : Tone.GRID.light());
    }
    return image;
  }

  static void put(byte[] rgb, int at, int colour) {
    rgb[at] = (byte) (colour >> 16);
    rgb[at + 1] = (byte) (colour >> 8);
    rgb[at + 2] = (byte) colour;
  }

  /** The ramp from left to right: {@code [1, steps, 3]}, U8. */
  Tensor bar(int steps) {
    Tensor bar = Tensor.zeros(DType.U8, Shape.of(1, steps, 3));
    for (int i = 0; i < steps; i++) {
      put(bar.bytes(), 3 * i, ramp.at(i / (steps - 1.0)));
    }
    return bar;
  }
}
