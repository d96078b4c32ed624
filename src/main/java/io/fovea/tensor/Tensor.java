package io.fovea.tensor;

import java.util.Arrays;

/**
 * A dense host array with a shape, row-major (last axis fastest). The array is not copied: whoever
 * holds the tensor shares it.
 */
public final class Tensor {
  private final Shape shape;
  private final DType dtype;
  private final Object array;

  private Tensor(Shape shape, DType dtype, Object array, int length) {
    if (shape.elements() != length) {
      throw new IllegalArgumentException(
          "tensor: shape "
              + shape
              + " has "
              + shape.elements()
              + " elements, the array has "
              + length);
    }
    this.shape = shape;
    this.dtype = dtype;
    this.array = array;
  }

  /** A single-precision tensor over {@code values}. */
  public static Tensor of(Shape shape, float... values) {
    return new Tensor(shape, DType.F32, values, values.length);
  }

  /** A double-precision tensor over {@code values}. */
  public static Tensor of(Shape shape, double... values) {
    return new Tensor(shape, DType.F64, values, values.length);
  }

  /** An integer tensor over {@code values}. */
  public static Tensor of(Shape shape, int... values) {
    return new Tensor(shape, DType.I32, values, values.length);
  }

  /** A tensor of unsigned bytes over {@code values}. */
  public static Tensor of(Shape shape, byte... values) {
    return new Tensor(shape, DType.U8, values, values.length);
  }

  /** A single-precision scalar. */
  public static Tensor scalar(float value) {
    return of(Shape.scalar(), new float[] {value});
  }

  /** An integer scalar. */
  public static Tensor scalar(int value) {
    return of(Shape.scalar(), new int[] {value});
  }

  /**
   * A tensor of zeros.
   *
   * @throws IllegalArgumentException if the shape has more than 2^31 - 1 elements
   */
  public static Tensor zeros(DType dtype, Shape shape) {
    if (shape.elements() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "tensor: " + shape + " has more than 2^31 - 1 elements, the limit of a Java array");
    }
    int length = (int) shape.elements();
    return switch (dtype) {
      case F32 -> of(shape, new float[length]);
      case F64 -> of(shape, new double[length]);
      case I32 -> of(shape, new int[length]);
      case U8 -> of(shape, new byte[length]);
    };
  }

  public Shape shape() {
    return shape;
  }

  public DType dtype() {
    return dtype;
  }

  /** Number of elements. */
  public int length() {
    return (int) shape.elements();
  }

  /** The same array under another shape with as many elements. */
  public Tensor reshape(Shape newShape) {
    return new Tensor(newShape, dtype, array, length());
  }

  /** The elements as floats: the tensor's own array if it is F32, else a rounded copy. */
  public float[] floats() {
    if (array instanceof float[] floats) {
      return floats;
    }
    float[] copy = new float[length()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (float) get(i);
    }
    return copy;
  }

  /** The elements as doubles: the tensor's own array if it is F64, else a copy. */
  public double[] doubles() {
    if (array instanceof double[] doubles) {
      return doubles;
    }
    double[] copy = new double[length()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = get(i);
    }
    return copy;
  }

  /**
   * The tensor's own array of integers.
   *
   * @throws IllegalStateException if this is not an I32 tensor
   */
  public int[] ints() {
    if (array instanceof int[] ints) {
      return ints;
    }
    throw new IllegalStateException("tensor: " + dtype + " " + shape + " read as I32");
  }

  /**
   * The tensor's own array of bytes.
   *
   * @throws IllegalStateException if this is not a U8 tensor
   */
  public byte[] bytes() {
    if (array instanceof byte[] bytes) {
      return bytes;
    }
    throw new IllegalStateException("tensor: " + dtype + " " + shape + " read as U8");
  }

  /** The element at a flat index, widened; bytes are read as 0 to 255. */
  public double get(int index) {
    return switch (dtype) {
      case F32 -> ((float[]) array)[index];
      case F64 -> ((double[]) array)[index];
      case I32 -> ((int[]) array)[index];
      case U8 -> ((byte[]) array)[index] & 0xff;
    };
  }

  /** The only element of a scalar or one-element tensor. */
  public double item() {
    if (length() != 1) {
      throw new IllegalStateException("tensor: " + shape + " is not a single number");
    }
    return get(0);
  }

  /** Type, shape and the first few elements. */
  @Override
  public String toString() {
    int shown = Math.min(length(), 8);
    StringBuilder text = new StringBuilder().append(dtype).append(' ').append(shape).append(" {");
    for (int i = 0; i < shown; i++) {
      text.append(i == 0 ? "" : ", ").append(get(i));
    }
    return text.append(shown < length() ? ", ...}" : "}").toString();
  }

  /** True if type, shape and every bit of every element are equal. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Tensor that) || dtype != that.dtype || !shape.equals(that.shape)) {
      return false;
    }
    return switch (dtype) {
      case F32 -> Arrays.equals((float[]) array, (float[]) that.array);
      case F64 -> Arrays.equals((double[]) array, (double[]) that.array);
      case I32 -> Arrays.equals((int[]) array, (int[]) that.array);
      case U8 -> Arrays.equals((byte[]) array, (byte[]) that.array);
    };
  }

  @Override
  public int hashCode() {
    return shape.hashCode() * 31 + dtype.hashCode();
  }
}
