package io.fovea.backend.opencl.layout;

import io.fovea.tensor.DType;

/** The type under which a kernel moves elements as bits. */
final class Words {
  private Words() {}

  static String of(DType dtype) {
    return switch (dtype) {
      case U8 -> "uchar";
      case F32, I32 -> "uint";
      case F64 -> throw new IllegalArgumentException("F64 stays on the host");
    };
  }
}
