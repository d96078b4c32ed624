package io.fovea.backend.cpu;

import io.fovea.op.Conv2dDims;

/**
 * The left factor {@code a [m, k]} of a matrix product.
 *
 * @param rows the matrix as it lies in memory: {@code [m, k]} or, transposed, {@code [k, m]}
 */
record LeftFactor(Rows rows, boolean transposed) {
  /**
   * What a convolution reads of x for one group of its output channels: a row for every output
   * pixel, a column for every {@code (kh, kw, ic)} in the order of the rows of w. Blocks of it are
   * copied the way that makes longer runs.
   */
  static LeftFactor ofPatches(CpuKernels kernels, Conv2dDims d, CpuTensor x, int group) {
    return TapRows.pays(d)
        ? new LeftFactor(new TapRows(x, Taps.of(d)), true)
        : new LeftFactor(Patches.of(kernels, d, x, group, true), false);
  }

  /** The factor {@code [k, m]} whose entries are those of this one. */
  LeftFactor transpose() {
    return new LeftFactor(rows, !transposed);
  }

  /** Elements of memory that packing a block of so many rows and terms takes. */
  long elements(int m, int k) {
    return (long) (transposed ? k : m) * BlockProduct.LEFT_STRIDE;
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
