package io.fovea.tensor;

/**
 * The type of a tensor's elements.
 *
 * <p>{@link #F32} is the type that networks compute in. The reference backend computes every F32
 * value in double precision; {@link #F64} is how such a value reaches the host unrounded.
 */
public enum DType {
  /** IEEE 754 single precision. */
  F32(4),
  /** IEEE 754 double precision, on the host only. */
  F64(8),
  /** Two's complement 32-bit integer: labels, counters, indices. */
  I32(4),
  /** Unsigned byte: stored images, small indices. */
  U8(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }
}
