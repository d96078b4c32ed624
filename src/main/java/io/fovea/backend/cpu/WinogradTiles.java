package io.fovea.backend.cpu;

import java.util.Arrays;

/**
 * The images of a batch, cut into tiles of {@value #OUTPUT} x {@value #OUTPUT} outputs of a 3 x 3
 * filter, each of which reads {@value #INPUT} x {@value #INPUT} pixels. Tiles at the lower and
 * right edges may reach over them.
 *
 * @param rows tiles from the top of an image to its bottom
 * @param columns tiles from left to right
 */
record WinogradTiles(int images, int rows, int columns) {
  /** Outputs of a tile in each direction. */
  static final int OUTPUT = 4;

  /** Pixels that a tile reads in each direction, which is also the number of points. */
  static final int INPUT = 6;

  /** Pairs of points: a tile is so many products. */
  static final int POSITIONS = INPUT * INPUT;

  /** The tiles of images with so many outputs. */
  static WinogradTiles of(int images, int height, int width) {
    return new WinogradTiles(images, (height + OUTPUT - 1) / OUTPUT, (width + OUTPUT - 1) / OUTPUT);
  }

  int count() {
    return images * rows * columns;
  }

  int image(int tile) {
    return tile / (rows * columns);
  }

  /** First row of outputs of a tile. */
  int row(int tile) {
    return tile / columns % rows * OUTPUT;
  }

  /** First column of outputs of a tile. */
  int column(int tile) {
    return tile % columns * OUTPUT;
  }

  /**
   * Finds a square of pixels.
   *
   * @param pixels {@code [n, height, width, channels]}
   * @return the offset of its first pixel, or -1 if some of it lies outside of the image
   */
  static int find(CpuTensor pixels, int image, int top, int left, int size) {
    int height = pixels.type().shape().dim(1);
    int width = pixels.type().shape().dim(2);
    boolean isInside = top >= 0 && left >= 0 && top + size <= height && left + size <= width;
    int pixel = (image * height + top) * width + left;
    return isInside ? pixels.at() + pixel * pixels.type().shape().dim(3) : -1;
  }

  /**
   * Copies a square of pixels with all their channels, zeros where it lies outside of the image.
   *
   * @param pixels {@code [n, height, width, channels]}
   * @param top row of the image that is the first of the square; it may lie outside
   * @param left the same for columns
   */
  static void copySquare(
      CpuTensor pixels, int image, int top, int left, int size, float[] to, int at) {
    int height = pixels.type().shape().dim(1);
    int width = pixels.type().shape().dim(2);
    int channels = pixels.type().shape().dim(3);
    int first = Math.min(size, Math.max(0, -left));
    int end = Math.max(first, Math.min(size, width - left));
    for (int i = 0; i < size; i++) {
      int row = top + i;
      int line = at + i * size * channels;
      if (row < 0 || row >= height) {
        Arrays.fill(to, line, line + size * channels, 0f);
        continue;
      }
      int from = pixels.at() + ((image * height + row) * width + left + first) * channels;
      Arrays.fill(to, line, line + first * channels, 0f);
      if (first < end) {
        System.arraycopy(
            pixels.floats(), from, to, line + first * channels, (end - first) * channels);
      }
      Arrays.fill(to, line + end * channels, line + size * channels, 0f);
    }
  }
}
