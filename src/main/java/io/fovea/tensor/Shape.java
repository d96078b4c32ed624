package io.fovea.tensor;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The extents of a dense array, slowest axis first. Images are {@code [n, h, w, c]} (NHWC); a shape
 * without axes is a scalar.
 */
public final class Shape {
  private static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;

  private Shape(int[] dims) {
    this.dims = dims;
  }

  /**
   * A shape with the given extents.
   *
   * @throws IllegalArgumentException if an extent is below one or the element count exceeds a long
   */
  public static Shape of(int... dims) {
    long elements = 1;
    for (int dim : dims) {
      if (dim < 1) {
        throw new IllegalArgumentException(
            "shape: every extent must be at least 1, got " + Arrays.toString(dims));
      }
      try {
        elements = Math.multiplyExact(elements, dim);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "shape: " + Arrays.toString(dims) + " has more than 2^63 - 1 elements", e);
      }
    }
    return new Shape(dims.clone());
  }

  /** The shape of a single number. */
  public static Shape scalar() {
    return SCALAR;
  }

  /** Number of axes. */
  public int rank() {
    return dims.length;
  }

  /** Extent of an axis; a negative axis counts from the end, so {@code dim(-1)} is the last. */
  public int dim(int axis) {
    int index = axis < 0 ? axis + dims.length : axis;
    if (index < 0 || index >= dims.length) {
      throw new IndexOutOfBoundsException("shape: axis " + axis + " of " + this);
    }
    return dims[index];
  }

  /** Product of all extents. */
  public long elements() {
    long elements = 1;
    for (int dim : dims) {
      elements *= dim;
    }
    return elements;
  }

  /**
   * Product of all extents but the last: the rows when the last axis is a row. One for a scalar.
   */
  public long rows() {
    return rank() == 0 ? 1 : elements() / dim(-1);
  }

  /** A copy of the extents. */
  public int[] dims() {
    return dims.clone();
  }

  /** This shape with one extent replaced; a negative axis counts from the end. */
  public Shape with(int axis, int extent) {
    int[] copy = dims.clone();
    copy[axis < 0 ? axis + dims.length : axis] = extent;
    return of(copy);
  }

  /** This shape behind a new leading axis, as a batch of such items. */
  public Shape batched(int n) {
    return of(IntStream.concat(IntStream.of(n), Arrays.stream(dims)).toArray());
  }

  /** This shape without its leading axis: one item of a batch. */
  public Shape item() {
    if (rank() == 0) {
      throw new IllegalStateException("shape: a scalar has no leading axis");
    }
    return of(Arrays.copyOfRange(dims, 1, dims.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(dims, that.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** The extents in brackets, as in {@code [32, 28, 28, 1]}. */
  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
