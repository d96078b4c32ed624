package io.fovea.testkit;

import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;

/** An input of a case: its type, and what fills it. */
public record Argument(TensorType type, Fill fill) {
  /** Real numbers of the given extents. */
  public static Argument real(int... dims) {
    return of(Fill.NUMBERS, dims);
  }

  /** Real numbers of the given shape. */
  public static Argument real(Shape shape) {
    return new Argument(TensorType.real(shape), Fill.NUMBERS);
  }

  /** Real numbers of the given extents, filled otherwise. */
  public static Argument of(Fill fill, int... dims) {
    return new Argument(TensorType.real(dims), fill);
  }

  /** Integers from low to high. */
  public static Argument ints(int low, int high, int... dims) {
    return new Argument(TensorType.ints(dims), Fill.between(low, high));
  }

  /** One label for each of n rows. */
  public static Argument labels(int n, int classes) {
    return ints(0, classes - 1, n);
  }

  /** Bytes of the given extents. */
  public static Argument bytes(int... dims) {
    return new Argument(new TensorType(DType.U8, Shape.of(dims)), Fill.BYTES);
  }

  /** These very elements. */
  public static Argument given(Tensor tensor) {
    DType dtype = tensor.dtype() == DType.F64 ? DType.F32 : tensor.dtype();
    return new Argument(new TensorType(dtype, tensor.shape()), Fill.given(tensor));
  }

  /** These very numbers, as a vector. */
  public static Argument given(float... values) {
    return given(Tensor.of(Shape.of(values.length), values));
  }

  /** This argument, filled otherwise. */
  public Argument with(Fill newFill) {
    return new Argument(type, newFill);
  }
}
