package io.fovea.op;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;

/** Element type and shape of a value in a graph. */
public record TensorType(DType dtype, Shape shape) {
  /** Real numbers: F32 on every backend but the reference, which computes them in double. */
  public static TensorType real(Shape shape) {
    return new TensorType(DType.F32, shape);
  }

  /** Real numbers of the given extents. */
  public static TensorType real(int... dims) {
    return real(Shape.of(dims));
  }

  /** 32-bit integers of the given extents. */
  public static TensorType ints(int... dims) {
    return new TensorType(DType.I32, Shape.of(dims));
  }

  /** Size in bytes. */
  public long bytes() {
    return shape.elements() * dtype.bytes();
  }

  @Override
  public String toString() {
    return dtype == DType.F32 ? shape.toString() : dtype + " " + shape;
  }
}
