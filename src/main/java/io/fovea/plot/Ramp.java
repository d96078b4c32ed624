package io.fovea.plot;

/**
 * Colours for numbers, from one end of a range to the other. Between a few colours of ours they are
 * mixed in the Oklab space, where equal steps look equal: B. Ottosson, "A perceptual color space
 * for image processing", 2020.
 */
final class Ramp {
  private static final int STEPS = 255;

  /** For numbers from zero up: the brighter, the larger; readable without colours. */
  static final Ramp MAGNITUDE = new Ramp(0x0b0d17, 0x3b1f6e, 0xa3326b, 0xf0772f, 0xfdf3c4);

  /** For numbers on both sides of zero: blue below, white in the middle, red above. */
  static final Ramp SIGNED = new Ramp(0x053a6b, 0x4a9bd1, 0xf4f4f2, 0xe8814d, 0x7a1f08);

  /** For red, green and blue, each by itself: grey is the middle. */
  static final Ramp GREY = new Ramp(0x000000, 0xffffff);

  /** What is not a number. */
  static final int NONE = 0x4fc36b;

  private final int[] colours = new int[STEPS + 1];

  private Ramp(int... anchors) {
    for (int i = 0; i <= STEPS; i++) {
      double place = i / (double) STEPS * (anchors.length - 1);
      int from = Math.min((int) place, anchors.length - 2);
      colours[i] = mix(anchors[from], anchors[from + 1], place - from);
    }
  }

  /** The colour of a place in the range, from 0 to 1; what lies outside is taken for its end. */
  int at(double place) {
    return Double.isNaN(place)
        ? NONE
        : colours[(int) Math.rint(Math.max(0, Math.min(1, place)) * STEPS)];
  }

  private static int mix(int a, int b, double part) {
    double[] from = toOklab(a);
    double[] to = toOklab(b);
    double[] mixed = new double[3];
    for (int i = 0; i < 3; i++) {
      mixed[i] = from[i] + (to[i] - from[i]) * part;
    }
    return toRgb(mixed);
  }

  private static double[] toOklab(int rgb) {
    double r = toLinear(rgb >> 16 & 0xff);
    double g = toLinear(rgb >> 8 & 0xff);
    double b = toLinear(rgb & 0xff);
    double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return new double[] {
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
    };
  }

  private static int toRgb(double[] lab) {
    double l = cube(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2]);
    double m = cube(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2]);
    double s = cube(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2]);
    return fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) << 16
        | fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) << 8
        | fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
  }

  private static double cube(double x) {
    return x * x * x;
  }

  private static double toLinear(int level) {
    double c = level / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static int fromLinear(double c) {
    double level = c <= 0.0031308 ? 12.92 * c : 1.055 * Math.pow(c, 1 / 2.4) - 0.055;
    return (int) Math.rint(255 * Math.max(0, Math.min(1, level)));
  }
}
