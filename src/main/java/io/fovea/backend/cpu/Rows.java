package io.fovea.backend.cpu;

/** A matrix that copies blocks of its rows, for a product to take. */
@FunctionalInterface
interface Rows {
  /**
   * Copies the entries {@code [first, first + count) x [from, from + length)}: a row every {@code
   * stride} elements from offset {@code at} on.
   */
  void copy(int first, int count, int from, int length, float[] block, int at, int stride);

  /**
   * A matrix in memory.
   *
   * @param kernels do the copying
   * @param at offset of its first element in the tensor
   * @param rowStride distance of its rows there
   */
  static Rows of(CpuKernels kernels, CpuTensor tensor, int at, int rowStride) {
    return (first, count, from, length, block, to, stride) -> {
      int base = tensor.at() + at + first * rowStride + from;
      kernels.copyRows(tensor.floats(), base, rowStride, block, to, stride, count, length);
    };
  }
}
