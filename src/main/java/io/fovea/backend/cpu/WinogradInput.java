package io.fovea.backend.cpu;

import static io.fovea.backend.cpu.WinogradTiles.INPUT;
import static io.fovea.backend.cpu.WinogradTiles.POSITIONS;

/** The two-dimensional transform of what a tile reads. */
final class WinogradInput {
  private WinogradInput() {}

  /**
   * Where the numbers of a tile go: channel c at position (i, j) to {@code i * row + j * column + c
   * / depth * block + c % depth}.
   */
  record Layout(int row, int column, int depth, int block) {
    /** The offset of a position. */
    int position(int p) {
      return p / INPUT * row + p % INPUT * column;
    }
  }

  /**
   * Transforms a square of {@link WinogradTiles#INPUT} x {@link WinogradTiles#INPUT} pixels; zeros
   * stand for pixels outside of the image.
   *
   * @param x {@code [n, h, w, channels]}
   * @param to what of the tile goes to {@code at} and on
   * @param scratch {@code 2 * POSITIONS * channels} elements
   */
  static void transform(
      WinogradTransforms winograd,
      CpuTensor x,
      int image,
      int top,
      int left,
      float[] to,
      int at,
      Layout layout,
      CpuTensor scratch) {
    int width = x.type().shape().dim(2);
    int channels = x.type().shape().dim(3);
    float[] t = scratch.floats();
    int line = INPUT * channels;
    int rowsAt = scratch.at();
    int from = WinogradTiles.find(x, image, top, left, INPUT);
    if (from >= 0) {
      winograd.input(x.floats(), from, width * channels, t, rowsAt, line, line);
    } else {
      int squareAt = rowsAt + POSITIONS * channels;
      WinogradTiles.copySquare(x, image, top, left, INPUT, t, squareAt);
      winograd.input(t, squareAt, line, t, rowsAt, line, line);
    }
    int depth = layout.depth();
    for (int i = 0; i < INPUT; i++) {
      for (int c = 0; c < channels; c += depth) {
        int row = rowsAt + i * line + c;
        int target = at + i * layout.row() + c / depth * layout.block();
        int count = Math.min(depth, channels - c);
        winograd.input(t, row, channels, to, target, layout.column(), count);
      }
    }
  }
}
