package io.fovea.plot;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;

/** Brings an image to another size: larger by repeating pixels, smaller by averaging them. */
final class Resize {
  private Resize() {}

  /**
   * @param image {@code [h, w, c]}, U8
   * @return {@code [height, width, c]}, U8
   */
  static Tensor to(Tensor image, int height, int width) {
    int h = image.shape().dim(0);
    int w = image.shape().dim(1);
    int channels = image.shape().dim(2);
    Tensor result = Tensor.zeros(DType.U8, Shape.of(height, width, channels));
    for (int y = 0; y < height; y++) {
      int fromY = first(y, h, height);
      int toY = Math.max(fromY + 1, first(y + 1, h, height));
      for (int x = 0; x < width; x++) {
        int fromX = first(x, w, width);
        int toX = Math.max(fromX + 1, first(x + 1, w, width));
        for (int c = 0; c < channels; c++) {
          int sum = 0;
          for (int i = fromY; i < toY; i++) {
            for (int j = fromX; j < toX; j++) {
              sum += image.bytes()[(i * w + j) * channels + c] & 0xff;
            }
          }
          int count = (toY - fromY) * (toX - fromX);
          result.bytes()[(y * width + x) * channels + c] = (byte) ((sum + count / 2) / count);
        }
      }
    }
    return result;
  }

  private static int first(int i, int from, int to) {
    return (int) ((long) i * from / to);
  }
}
