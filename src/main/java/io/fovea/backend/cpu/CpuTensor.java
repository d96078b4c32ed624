package io.fovea.backend.cpu;

import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.Arrays;

/**
 * An argument of a step: a stretch of a Java array that is known before the first run, though not
 * yet when the step is made. Steps therefore read the array at every run.
 */
public final class CpuTensor {
  /** The most elements that a Java array holds on every JVM. */
  static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  private final TensorType type;
  private float[] floats = {};
  private int[] ints = {};
  private byte[] bytes = {};
  private int at;

  /** A tensor without memory. */
  CpuTensor(TensorType type) {
    this.type = type;
  }

  /**
   * An array for so many elements, filled with zeros.
   *
   * @throws IllegalArgumentException if they exceed the largest Java array
   */
  static Object newArray(DType dtype, long elements) {
    if (elements > MAX_ELEMENTS) {
      throw new IllegalArgumentException(
          "cpu: a tensor of " + elements + " elements exceeds the largest Java array");
    }
    return switch (dtype) {
      case F32 -> new float[(int) elements];
      case I32 -> new int[(int) elements];
      case U8 -> new byte[(int) elements];
      case F64 -> throw new IllegalArgumentException("cpu: F64 exists on the host only");
    };
  }

  /** Gives the tensor its memory: an array of its type, and the index of its first element. */
  void bind(Object array, int offset) {
    switch (type.dtype()) {
      case F32 -> floats = (float[]) array;
      case I32 -> ints = (int[]) array;
      case U8 -> bytes = (byte[]) array;
      case F64 -> throw new IllegalArgumentException("cpu: F64 exists on the host only");
    }
    at = offset;
  }

  public TensorType type() {
    return type;
  }

  /** Number of elements. */
  public int length() {
    return (int) type.shape().elements();
  }

  /** The array of an F32 tensor. */
  public float[] floats() {
    return floats;
  }

  /** The array of an I32 tensor. */
  public int[] ints() {
    return ints;
  }

  /** The array of a U8 tensor. */
  public byte[] bytes() {
    return bytes;
  }

  /** Index of the first element in its array. */
  public int at() {
    return at;
  }

  /**
   * Stores a value; doubles are rounded where reals are.
   *
   * @param what this tensor is, for messages
   * @throws IllegalArgumentException if type or shape differ
   */
  void set(String what, Tensor value) {
    DType dtype = value.dtype() == DType.F64 ? DType.F32 : value.dtype();
    if (dtype != type.dtype() || !value.shape().equals(type.shape())) {
      throw new IllegalArgumentException(
          what
              + " is "
              + type.dtype()
              + " "
              + type.shape()
              + ", got "
              + value.dtype()
              + " "
              + value.shape());
    }
    switch (type.dtype()) {
      case F32 -> System.arraycopy(value.floats(), 0, floats, at, length());
      case I32 -> System.arraycopy(value.ints(), 0, ints, at, length());
      case U8 -> System.arraycopy(value.bytes(), 0, bytes, at, length());
      case F64 -> throw new IllegalStateException("cpu: F64 exists on the host only");
    }
  }

  /** Copies n elements from index {@code from} on to another tensor of this type. */
  public void copyTo(int from, CpuTensor to, int index, int n) {
    switch (type.dtype()) {
      case F32 -> System.arraycopy(floats, at + from, to.floats, to.at + index, n);
      case I32 -> System.arraycopy(ints, at + from, to.ints, to.at + index, n);
      case U8 -> System.arraycopy(bytes, at + from, to.bytes, to.at + index, n);
      case F64 -> throw new IllegalStateException("cpu: F64 exists on the host only");
    }
  }

  /** Copies n elements from index {@code from} on to the front of an array. */
  void load(int from, float[] to, int n) {
    System.arraycopy(floats, at + from, to, 0, n);
  }

  /** Copies the first n elements of an array to index {@code to} on. */
  void store(float[] from, int to, int n) {
    System.arraycopy(from, 0, floats, at + to, n);
  }

  /** A copy of the elements. */
  Tensor copy() {
    int end = at + length();
    return switch (type.dtype()) {
      case F32 -> Tensor.of(type.shape(), Arrays.copyOfRange(floats, at, end));
      case I32 -> Tensor.of(type.shape(), Arrays.copyOfRange(ints, at, end));
      case U8 -> Tensor.of(type.shape(), Arrays.copyOfRange(bytes, at, end));
      case F64 -> throw new IllegalStateException("cpu: F64 exists on the host only");
    };
  }

  /** Fills the memory with NaN, or with bytes 0xff: whoever reads it shows. */
  void poison() {
    int end = at + length();
    switch (type.dtype()) {
      case F32 -> Arrays.fill(floats, at, end, Float.NaN);
      case I32 -> Arrays.fill(ints, at, end, -1);
      case U8 -> Arrays.fill(bytes, at, end, (byte) -1);
      case F64 -> throw new IllegalStateException("cpu: F64 exists on the host only");
    }
  }
}
