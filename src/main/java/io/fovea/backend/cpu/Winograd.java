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

  /** Transformed filters of more elements are not kept: 128 to 128 channels stay below it. */
  private static final long MOST_KEPT_ELEMENTS = 1024 * 1024;

  /** Tiles from which it pays to read such filters, and to transform them at every run. */
  private static final int LEAST_TILES = 20;

  private Winograd() {}

  /** Whether transformed filters from k to n channels stay in a cache. */
  static boolean filtersFitACache(int k, int n) {
    return (long) WinogradTiles.POSITIONS * k * n <= MOST_FILTER_ELEMENTS;
  }

  /**
   * Whether filters from k to n channels are so large that each is transformed where it is needed.
   */
  static boolean filtersAreLarge(int k, int n) {
    return (long) WinogradTiles.POSITIONS * k * n > MOST_KEPT_ELEMENTS;
  }

  /**
   * The step that convolves.
   *
   * @param w {@code [3, 3, ic, oc]}
   * @param forGradient whether its filters are to be turned, as for the data gradient
   */
  static CpuStep step(CpuNode node, WinogradImages images, CpuTensor w, boolean forGradient) {
    boolean areLarge = filtersAreLarge(w.type().shape().dim(2), w.type().shape().dim(3));
    return areLarge && !node.isConstant(w)
        ? new WinogradLargeConvolution(node, images, w, forGradient).step()
        : new WinogradConvolution(node, images, w, forGradient).step();
  }

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
   * Why it does not pay, or null if it does; for an image the same whatever the batch, unless there
   * are very many channels.
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
    WinogradTiles tiles = WinogradTiles.of(d.n(), height, width);
    if (!filtersFitACache(d.ic(), d.oc()) && tiles.count() < LEAST_TILES) {
      return new Unsupported("pays from " + LEAST_TILES + " tiles on where filters fit no cache");
    }
    double products = (double) tiles.rows() * tiles.columns() * WinogradTiles.POSITIONS;
    double gain = 9.0 * height * width / products;
    return gain >= LEAST_GAIN
        ? null
        : new Unsupported("tiles of 4x4 waste too much of " + height + "x" + width + " outputs");
  }
}
