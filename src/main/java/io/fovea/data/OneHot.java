package io.fovea.data;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.stream.IntStream;

/** Classes as rows with a one at the place of the class and zeros elsewhere, and back. */
public final class OneHot {
  private OneHot() {}

  /**
   * Rows for classes.
   *
   * @param labels n classes, each below {@code classes}
   * @return {@code [n, classes]} (F32)
   * @throws IllegalArgumentException naming the first label that is out of range
   */
  public static Tensor of(int[] labels, int classes) {
    float[] rows = new float[Math.multiplyExact(labels.length, classes)];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "one-hot: label %d of item %d is not in 0 to %d".formatted(labels[i], i, classes - 1));
      }
      rows[i * classes + labels[i]] = 1;
    }
    return Tensor.of(Shape.of(labels.length, classes), rows);
  }

  /**
   * Classes of rows.
   *
   * @param rows {@code [n, classes]}, of any type
   * @throws IllegalArgumentException naming the first row that has not one one and zeros
   */
  public static int[] labels(Tensor rows) {
    if (rows.shape().rank() != 2) {
      throw new IllegalArgumentException(
          "one-hot: rows are [n, classes], got " + rows.dtype() + " " + rows.shape());
    }
    int[] labels = new int[rows.shape().dim(0)];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(rows, i);
      if (labels[i] < 0) {
        throw new IllegalArgumentException(
            "one-hot: row %d must have a single one and zeros otherwise".formatted(i));
      }
    }
    return labels;
  }

  /** Whether each row of {@code [n, classes]} has a single one and zeros otherwise. */
  static boolean is(Tensor rows) {
    return IntStream.range(0, rows.shape().dim(0)).allMatch(i -> label(rows, i) >= 0);
  }

  /** The class of row i; -1 if it has not one one and zeros. */
  private static int label(Tensor rows, int i) {
    int classes = rows.shape().dim(1);
    int label = -1;
    for (int c = 0; c < classes; c++) {
      double value = rows.get(i * classes + c);
      if (value == 1 && label < 0) {
        label = c;
      } else if (value != 0) {
        return -1;
      }
    }
    return label;
  }
}
