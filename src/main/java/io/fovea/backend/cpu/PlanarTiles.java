package io.fovea.backend.cpu;

/** The inner loops of {@link PlanarConvolution} and {@link NarrowWeightGradient}. */
public interface PlanarTiles {
  /** Neighbouring outputs of a tile. */
  int columns();

  /** So many outputs and those that fill up the last tile. */
  default int roundUp(int outputs) {
    return (outputs + columns() - 1) / columns() * columns();
  }

  /** Output channels of a tile where so many remain: 4 or 6. */
  static int height(int channels) {
    return channels <= 4 || channels == 7 || channels == 8 ? 4 : 6;
  }

  /** The sum of the heights of all tiles of so many channels. */
  static int heights(int channels) {
    int sum = 0;
    for (int o = 0; o < channels; o += height(channels - o)) {
      sum += height(channels - o);
    }
    return sum;
  }

  /**
   * A row of tiles: {@code y[o, j] = sum over p of w[p, o] * x[offsets[p] + j]}, in ascending order
   * of p, for {@code j < n} and {@code o < height}.
   *
   * @param height 4 or 6
   * @param w {@code [k, height]}, whose rows lie {@code wStride} apart
   * @param yStride elements from a channel of y to the next
   * @param n a multiple of {@link #columns}
   */
  void row(
      int height,
      int k,
      float[] w,
      int wAt,
      int wStride,
      float[] x,
      int xAt,
      int[] offsets,
      float[] y,
      int yAt,
      int yStride,
      int n);
}
