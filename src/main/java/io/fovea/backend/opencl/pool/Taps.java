package io.fovea.backend.opencl.pool;

import io.fovea.backend.opencl.ClMemory;
import io.fovea.tensor.DType;

/** The kernels' type for the number of a tap. */
final class Taps {
  private Taps() {}

  static String type(ClMemory index) {
    return index.dtype() == DType.U8 ? "uchar" : "int";
  }
}
