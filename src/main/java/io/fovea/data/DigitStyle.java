package io.fovea.data;

import io.fovea.tensor.Philox;

/**
 * The hand that writes one digit.
 *
 * @param slant horizontal shift per unit of height; positive leans to the right
 * @param rotation sine of the angle, positive clockwise
 * @param width factor on the natural width of a digit
 * @param pen radius of the pen in pixels of the finished image
 * @param sharpness of the edge of the ink, see {@link InkImage#develop}
 */
record DigitStyle(double slant, double rotation, double width, double pen, float sharpness) {
  /**
   * Who writes. The range of each property but sharpness is cut into twelve bands; every fourth
   * belongs to the writers of the test set, the others to those of the training set, so a test
   * image shares the band of no property with any training image.
   */
  enum Writers {
    TRAIN,
    TEST;

    private static final int BANDS = 12;

    /** A place in the range of a property, uniform over these writers' bands of [0, 1). */
    double draw(Philox.Sequence random) {
      double place;
      do {
        place = random.nextDouble();
      } while (!owns(place));
      return place;
    }

    /** True if a place in the range of a property, in [0, 1), is in a band of these writers. */
    boolean owns(double place) {
      boolean isTestBand = (int) (place * BANDS) % 4 == 1;
      return isTestBand == (this == TEST);
    }
  }

  static DigitStyle draw(Writers writers, Philox.Sequence random) {
    return new DigitStyle(
        0.1 + 0.7 * swing(writers.draw(random)),
        0.35 * swing(writers.draw(random)),
        1.05 + 0.4 * swing(writers.draw(random)),
        pen(writers.draw(random)),
        0.9f + 0.4f * (float) random.nextDouble());
  }

  /** Maps [0, 1) to [-1, 1), rising, so that most writers are near the middle. */
  private static double swing(double place) {
    double v = 2 * place - 1;
    return v * (0.5 + 0.5 * v * v);
  }

  /** Maps [0, 1) to radii of 0.75 to 2 pixels, rising, more of them thin. */
  private static double pen(double place) {
    return 0.75 + 1.25 * place * (0.4 + 0.6 * place);
  }
}
