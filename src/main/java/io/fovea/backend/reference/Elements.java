package io.fovea.backend.reference;

import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one value: part of an array, with a shape. Every element is read and written as a
 * double, which holds reals, integers and bytes (0 to 255) exactly.
 */
public final class Elements {
  private final TensorType type;
  private final Object array;
  private final int offset;

  /** The array under its own type; the other two are null. */
  private final double @Nullable [] reals;

  private final int @Nullable [] ints;
  private final byte @Nullable [] bytes;

  private final int length;
  private final int lastAxis;
  private final int lastTwoAxes;
  private final int lastThreeAxes;

  /** The elements of {@code array}, which {@link #allocate} made, from {@code offset} on. */
  Elements(TensorType type, Object array, int offset) {
    this.type = type;
    this.array = array;
    this.offset = offset;
    this.reals = array instanceof double[] own ? own : null;
    this.ints = array instanceof int[] own ? own : null;
    this.bytes = array instanceof byte[] own ? own : null;
    Shape shape = type.shape();
    this.length = (int) shape.elements();
    this.lastAxis = shape.rank() < 1 ? 1 : shape.dim(-1);
    this.lastTwoAxes = shape.rank() < 2 ? lastAxis : lastAxis * shape.dim(-2);
    this.lastThreeAxes = shape.rank() < 3 ? lastTwoAxes : lastTwoAxes * shape.dim(-3);
  }

  /** An array to hold values of a type: doubles for reals, so that nothing is rounded. */
  static Object allocate(DType dtype, long elements) {
    int length = Math.toIntExact(elements);
    return switch (dtype) {
      case F32, F64 -> new double[length];
      case I32 -> new int[length];
      case U8 -> new byte[length];
    };
  }

  /** Size of one element of such an array. */
  static int bytes(DType dtype) {
    return dtype == DType.F32 ? Double.BYTES : dtype.bytes();
  }

  /** The same memory under another shape. */
  Elements as(TensorType other) {
    return new Elements(other, array, offset);
  }

  /** The element at a flat index. */
  public double get(int index) {
    if (reals != null) {
      return reals[offset + index];
    }
    if (ints != null) {
      return ints[offset + index];
    }
    return Objects.requireNonNull(bytes)[offset + index] & 0xff;
  }

  /** Stores an element at a flat index. */
  public void set(int index, double value) {
    if (reals != null) {
      reals[offset + index] = value;
    } else if (ints != null) {
      ints[offset + index] = (int) value;
    } else {
      Objects.requireNonNull(bytes)[offset + index] = (byte) (int) value;
    }
  }

  /** Fills the memory with NaN, or bytes with 0xff: whoever reads it shows. */
  void poison() {
    fill(reals != null ? Double.NaN : -1);
  }

  /** A copy of the elements; reals are F64. */
  Tensor copy() {
    int end = offset + length;
    if (reals != null) {
      return Tensor.of(shape(), Arrays.copyOfRange(reals, offset, end));
    }
    return ints != null
        ? Tensor.of(shape(), Arrays.copyOfRange(ints, offset, end))
        : Tensor.of(shape(), Arrays.copyOfRange(Objects.requireNonNull(bytes), offset, end));
  }

  public TensorType type() {
    return type;
  }

  public Shape shape() {
    return type.shape();
  }

  /** Number of elements. */
  public int length() {
    return length;
  }

  /** Extent of the last axis; 1 for a scalar. */
  public int channels() {
    return lastAxis;
  }

  /** Product of all extents but the last. */
  public int rows() {
    return length / lastAxis;
  }

  /** Element of a matrix, or of rows and channels. */
  public double get(int row, int column) {
    return get(row * lastAxis + column);
  }

  /** Stores an element of a matrix. */
  public void set(int row, int column, double value) {
    set(row * lastAxis + column, value);
  }

  /** Element of a tensor with four axes. */
  public double get(int i, int j, int k, int l) {
    return get(i * lastThreeAxes + j * lastTwoAxes + k * lastAxis + l);
  }

  /** Stores an element of a tensor with four axes. */
  public void set(int i, int j, int k, int l, double value) {
    set(i * lastThreeAxes + j * lastTwoAxes + k * lastAxis + l, value);
  }

  /** Adds to an element of a tensor with four axes. */
  public void add(int i, int j, int k, int l, double value) {
    set(i, j, k, l, get(i, j, k, l) + value);
  }

  /** Sets every element. */
  public void fill(double value) {
    for (int i = 0; i < length; i++) {
      set(i, value);
    }
  }

  /** Stores a tensor, whose type and shape the caller has checked. */
  void set(Tensor tensor) {
    for (int i = 0; i < length; i++) {
      set(i, tensor.get(i));
    }
  }
}
