package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import org.jspecify.annotations.Nullable;

/** For which convolutions Winograd's way exists, and for which it pays. */
final class Winograd {
  /** System property: {@code off} where accuracy matters more than speed. */
  static final String PROPERTY = "fovea.cpu.winograd";

  /** Fewer channels do not pay for the transforms. */
  private static final int LEAST_CHANNELS = 32;

  /** How many times the products must become fewer. */
  private static final double LEAST_GAIN = 2;

  /** Larger filters, four times as large when transformed, come from memory and not a cache. */
  private static final long MOST_FILTER_ELEMENTS = 4L * 1024 * 1024;

  private Winograd() {}

  /** Why a convolution cannot go this way, or null if it can. */
  static @Nullable Unsupported refusal(Conv2dDims d) {
    Conv2dGeometry g = d.geometry();
    boolean isPlain =
        d.kh() == 3
            && d.kw() == 3
            && g.strideH() == 1
            && g.strideW() == 1
            && g.dilationH() == 1
            && g.dilationW() == 1
            && g.groups() == 1;
    if (!isPlain) {
      return new Unsupported("takes 3x3 taps with stride 1, no dilation and one group");
    }
    long elements = (long) WinogradTiles.POSITIONS * (d.ic() + 16) * (d.oc() + 16);
    return elements <= CpuTensor.MAX_ELEMENTS / 2
        ? null
        : new Unsupported("the transformed filters exceed a Java array");
  }

  /**
   * Why it does not pay, or null if it does; for an image the same whatever the batch.
   *
   * @param height outputs that tiles cut up, from top to bottom
   * @param width the same from left to right
   */
  static @Nullable Unsupported reluctance(Conv2dDims d, int height, int width) {
    if ("off".equals(System.getProperty(PROPERTY))) {
      return new Unsupported("is turned off by -D" + PROPERTY + "=off");
    }
    if (Math.min(d.ic(), d.oc()) < LEAST_CHANNELS) {
      return new Unsupported("pays from " + LEAST_CHANNELS + " channels on");
    }
    if ((long) WinogradTiles.POSITIONS * d.ic() * d.oc() > MOST_FILTER_ELEMENTS) {
      return new Unsupported("transformed filters of that many channels exceed the caches");
    }
    WinogradTiles tiles = WinogradTiles.of(d.n(), height, width);
    double products = (double) tiles.rows() * tiles.columns() * WinogradTiles.POSITIONS;
    double gain = 9.0 * height * width / products;
    return gain >= LEAST_GAIN
        ? null
        : new Unsupported("tiles of 4x4 waste too much of " + height + "x" + width + " outputs");
  }
}
