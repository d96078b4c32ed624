package io.fovea.plot;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Images side by side, row by row: the quickest look at what a network sees. */
public final class ImageGrid {
  private static final byte GAP_SHADE = (byte) 96;

  private ImageGrid() {}

  /**
   * One image made of many, with grey lines between them; unused places are grey too.
   *
   * @param images {@code [h, w, c]}, U8, all of one shape, at least one
   * @param columns images per row
   * @param zoom each pixel becomes a square with sides of so many pixels
   * @param gap width of the lines between images, in pixels of the result
   * @return {@code [h', w', c]}, U8
   * @throws IllegalArgumentException if the images differ in shape, or a number is too small
   */
  public static Tensor of(List<Tensor> images, int columns, int zoom, int gap) {
    if (images.isEmpty() || columns < 1 || zoom < 1 || gap < 0) {
      throw new IllegalArgumentException(
          "grid: %d images, %d columns, zoom %d and gap %d must be at least 1, 1, 1 and 0"
              .formatted(images.size(), columns, zoom, gap));
    }
    Shape shape = images.get(0).shape();
    for (Tensor image : images) {
      if (image.dtype() != DType.U8 || shape.rank() != 3 || !image.shape().equals(shape)) {
        throw new IllegalArgumentException(
            "grid: images are U8 [h, w, c] of one shape, got %s %s after %s"
                .formatted(image.dtype(), image.shape(), shape));
      }
    }
    int wide = Math.min(columns, images.size());
    int high = (images.size() + wide - 1) / wide;
    int stepY = shape.dim(0) * zoom + gap;
    int stepX = shape.dim(1) * zoom + gap;
    Shape grid = Shape.of(high * stepY - gap, wide * stepX - gap, shape.dim(2));
    Tensor result = Tensor.zeros(DType.U8, grid);
    Arrays.fill(result.bytes(), GAP_SHADE);
    for (int i = 0; i < images.size(); i++) {
      paste(images.get(i), zoom, result, i / wide * stepY, i % wide * stepX);
    }
    return result;
  }

  private static void paste(Tensor image, int zoom, Tensor grid, int top, int left) {
    int width = image.shape().dim(1);
    int channels = image.shape().dim(2);
    int gridWidth = grid.shape().dim(1);
    for (int y = 0; y < image.shape().dim(0) * zoom; y++) {
      for (int x = 0; x < width * zoom; x++) {
        int from = (y / zoom * width + x / zoom) * channels;
        int to = ((top + y) * gridWidth + left + x) * channels;
        System.arraycopy(image.bytes(), from, grid.bytes(), to, channels);
      }
    }
  }
}
