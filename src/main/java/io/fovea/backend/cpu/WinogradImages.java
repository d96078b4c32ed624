package io.fovea.backend.cpu;

import static io.fovea.backend.cpu.WinogradTiles.INPUT;
import static io.fovea.backend.cpu.WinogradTiles.OUTPUT;
import static io.fovea.backend.cpu.WinogradTiles.POSITIONS;

/**
 * What a convolution by Winograd's way reads and writes, tile by tile.
 *
 * @param x {@code [n, h, w, channels]}
 * @param top row of x that the first tap reads for the first output row; negative with padding
 * @param left the same for columns
 * @param to {@code [n, height, width, channels]}
 */
record WinogradImages(
    CpuKernels kernels, CpuTensor x, int top, int left, Destination to, WinogradTiles tiles) {
  static WinogradImages of(CpuNode node, CpuTensor x, int top, int left, Destination to) {
    CpuTensor y = to.c();
    int images = y.type().shape().dim(0);
    WinogradTiles tiles =
        WinogradTiles.of(images, y.type().shape().dim(1), y.type().shape().dim(2));
    return new WinogradImages(node.kernels(), x, top, left, to, tiles);
  }

  int outputChannels() {
    return to.c().type().shape().dim(3);
  }

  /** Elements of scratch memory that {@link #input} and {@link #output} need. */
  long scratchElements() {
    return 2L * POSITIONS * Math.max(x.type().shape().dim(3), outputChannels());
  }

  /** Transforms what a tile reads; see {@link WinogradInput#transform}. */
  void input(int tile, float[] y, int at, WinogradInput.Layout layout, CpuTensor scratch) {
    int row = top + tiles.row(tile);
    int column = left + tiles.column(tile);
    WinogradInput.transform(
        kernels.winograd(), x, tiles.image(tile), row, column, y, at, layout, scratch);
  }

  /**
   * Transforms the sums of a tile back, and stores what lies within the image.
   *
   * @param sums those at position p from {@code at + p * stride} on
   * @param first the first channel of them
   */
  void output(
      int tile, float[] sums, int at, int stride, int first, int channels, CpuTensor scratch) {
    WinogradTransforms winograd = kernels.winograd();
    float[] t = scratch.floats();
    int rowsAt = scratch.at();
    int line = INPUT * channels;
    for (int i = 0; i < INPUT; i++) {
      int sumsAt = at + i * stride;
      winograd.output(sums, sumsAt, INPUT * stride, t, rowsAt + i * channels, line, channels);
    }
    float[] y = to.c().floats();
    int height = to.c().type().shape().dim(1);
    int width = to.c().type().shape().dim(2);
    int n = outputChannels();
    int row = tiles.row(tile);
    int column = tiles.column(tile);
    int rows = Math.min(OUTPUT, height - row);
    int columns = Math.min(OUTPUT, width - column);
    int pixelsAt = rowsAt + POSITIONS * channels;
    for (int i = 0; i < rows; i++) {
      int pixel = (tiles.image(tile) * height + row + i) * width + column;
      int yAt = to.c().at() + pixel * n + first;
      if (columns == OUTPUT) {
        winograd.output(t, rowsAt + i * line, channels, y, yAt, n, channels);
      } else {
        winograd.output(t, rowsAt + i * line, channels, t, pixelsAt, channels, channels);
        for (int j = 0; j < columns; j++) {
          System.arraycopy(t, pixelsAt + j * channels, y, yAt + j * n, channels);
        }
      }
      to.finish(kernels, yAt, columns, first, channels);
    }
  }
}
