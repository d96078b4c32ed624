package io.fovea.backend.cpu;

/**
 * The left factor {@code a [m, k]} of a matrix product.
 *
 * @param rows the matrix as it lies in memory: {@code [m, k]} or, transposed, {@code [k, m]}
 */
record LeftFactor(Rows rows, boolean transposed) {
  /** Elements of memory that packing a block takes, at most. */
  static long elements(int m, int k) {
    return (long) Math.max(m, k) * BlockProduct.LEFT_STRIDE;
  }

  /**
   * Copies the entries {@code [row, row + m) x [term, term + k)} to a block of memory, and makes a
   * product take them.
   */
  void pack(int row, int m, int term, int k, CpuTensor block, BlockProduct product) {
    if (transposed) {
      rows.copy(term, k, row, m, block.floats(), block.at(), BlockProduct.LEFT_STRIDE);
      product.leftTransposed(block.floats(), block.at());
    } else {
      rows.copy(row, m, term, k, block.floats(), block.at(), BlockProduct.LEFT_STRIDE);
      product.left(block.floats(), block.at());
    }
  }
}
