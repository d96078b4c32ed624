package io.fovea.plot;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The channels of a value, each as a rectangle of numbers.
 *
 * @param values row by row; shorter than {@code h * w} where the last row is not full
 * @param names what each channel is called
 * @param channels how many the value has; there may be fewer planes
 */
record Planes(List<double[]> values, int h, int w, List<String> names, int channels) {
  /** Cells in a row of a vector. */
  private static final int LONGEST_ROW = 64;

  /** Planes of a mosaic are enlarged up to such sides, */
  private static final int SMALL = 15;

  /** as long as the mosaic does not have longer ones. */
  private static final int SMALL_MOSAIC = 64;

  /**
   * The first channels of one example: {@code [h, w, c]}, {@code [d, h, w, c]} with a plane for
   * each channel and depth, {@code [w, c]} as one plane with a row for each channel, or a vector
   * {@code [c]} in rows of 64.
   *
   * @param most planes at most
   */
  static Planes of(Tensor x, int most) {
    Shape shape = x.shape();
    int rank = shape.rank();
    if (rank <= 1) {
      int columns = Math.min(LONGEST_ROW, x.length());
      int rows = (x.length() + columns - 1) / columns;
      return new Planes(List.of(x.doubles()), rows, columns, List.of(""), 1);
    }
    int channels = shape.dim(-1);
    if (rank == 2) {
      return new Planes(List.of(turned(x)), channels, shape.dim(0), List.of(""), 1);
    }
    int h = shape.dim(-3);
    int w = shape.dim(-2);
    int depth = x.length() / (h * w * channels);
    List<double[]> planes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < channels * depth && i < most; i++) {
      double[] plane = new double[h * w];
      int from = i % depth * h * w * channels + i / depth;
      for (int k = 0; k < plane.length; k++) {
        plane[k] = x.get(from + k * channels);
      }
      planes.add(plane);
      names.add(depth == 1 ? String.valueOf(i) : i / depth + ", depth " + i % depth);
    }
    return new Planes(planes, h, w, names, channels * depth);
  }

  /** A vector in rows that make it about a square. */
  static Planes square(Tensor x) {
    int columns = (int) Math.ceil(Math.sqrt(x.length()));
    int rows = (x.length() + columns - 1) / columns;
    return new Planes(List.of(x.doubles()), rows, columns, List.of(""), 1);
  }

  /** {@code [w, c]} as c rows. */
  private static double[] turned(Tensor x) {
    int channels = x.shape().dim(1);
    int w = x.shape().dim(0);
    double[] turned = new double[w * channels];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = x.get(i % w * channels + i / w);
    }
    return turned;
  }

  /** All numbers of all planes. */
  double[] all() {
    return values.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  Tensor image(int i, Shading shading) {
    return shading.image(values.get(i), h, w);
  }

  /**
   * Planes as one image, in rows and columns with thin lines between them: small ones are enlarged,
   * so that the lines do not outweigh them.
   */
  Tensor mosaic(Shading shading) {
    int count = values.size();
    if (count == 1) {
      return image(0, shading);
    }
    int columns = (int) Math.ceil(Math.sqrt(count));
    int rows = (count + columns - 1) / columns;
    int side = Math.max(h, w);
    int zoom = Math.max(1, Math.min(SMALL / side, SMALL_MOSAIC / (columns * side)));
    int pitchY = h * zoom + 1;
    int pitchX = w * zoom + 1;
    int width = columns * pitchX - 1;
    Tensor mosaic = Tensor.zeros(DType.U8, Shape.of(rows * pitchY - 1, width, 3));
    Arrays.fill(mosaic.bytes(), (byte) 0xff);
    for (int i = 0; i < count; i++) {
      byte[] tile = Resize.to(image(i, shading), h * zoom, w * zoom).bytes();
      int top = i / columns * pitchY;
      int left = i % columns * pitchX;
      for (int y = Math.max(0, top - 1); y <= Math.min(rows * pitchY - 2, top + h * zoom); y++) {
        for (int x = Math.max(0, left - 1); x <= Math.min(width - 1, left + w * zoom); x++) {
          Shading.put(mosaic.bytes(), (y * width + x) * 3, Tone.AXIS.light());
        }
      }
      for (int row = 0; row < h * zoom; row++) {
        int to = ((top + row) * width + left) * 3;
        System.arraycopy(tile, row * w * zoom * 3, mosaic.bytes(), to, w * zoom * 3);
      }
    }
    return mosaic;
  }
}
