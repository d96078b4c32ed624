package io.fovea.backend.cpu;

import static io.fovea.backend.cpu.WinogradTiles.INPUT;
import static io.fovea.backend.cpu.WinogradTiles.POSITIONS;

/** The two-dimensional transform of what a tile reads. */
final class WinogradInput {
  private WinogradInput() {}

  /**
   * Transforms a square of {@link WinogradTiles#INPUT} x {@link WinogradTiles#INPUT} pixels; zeros
   * stand for pixels outside of the image.
   *
   * @param x {@code [n, h, w, channels]}
   * @param to channel {@code c} at position p goes to {@code at + p * stride + c / depth * block +
   *     c % depth}
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
      int stride,
      int depth,
      int block,
      CpuTensor scratch) {
    int height = x.type().shape().dim(1);
    int width = x.type().shape().dim(2);
    int channels = x.type().shape().dim(3);
    float[] t = scratch.floats();
    int line = INPUT * channels;
    int rowsAt = scratch.at();
    if (top >= 0 && left >= 0 && top + INPUT <= height && left + INPUT <= width) {
      int from = x.at() + ((image * height + top) * width + left) * channels;
      winograd.input(x.floats(), from, width * channels, t, rowsAt, line, line);
    } else {
      int squareAt = rowsAt + POSITIONS * channels;
      WinogradTiles.copySquare(x, image, top, left, INPUT, t, squareAt);
      winograd.input(t, squareAt, line, t, rowsAt, line, line);
    }
    for (int i = 0; i < INPUT; i++) {
      for (int c = 0; c < channels; c += depth) {
        int from = rowsAt + i * line + c;
        int target = at + i * INPUT * stride + c / depth * block;
        winograd.input(t, from, channels, to, target, stride, Math.min(depth, channels - c));
      }
    }
  }
}
