package io.fovea.backend.cpu;

/**
 * The right factor {@code b [k, n]} of a matrix product, which packs panels of itself. It lies in
 * memory as equal blocks of rows: entry {@code (p, j)} is at {@code blocks[p / blockRows] + p %
 * blockRows * rowStride + j * columnStride}, where one of the strides is 1. One block is a matrix,
 * stored as it is or transposed; several are the taps of a convolution's weights in another order.
 */
final class Weights {
  private final CpuTensor tensor;
  private final int[] blocks;
  private final int blockRows;
  private final int rowStride;
  private final int columnStride;

  /**
   * @param blocks offset of each block in the tensor
   */
  Weights(CpuTensor tensor, int[] blocks, int blockRows, int rowStride, int columnStride) {
    this.tensor = tensor;
    this.blocks = blocks.clone();
    this.blockRows = blockRows;
    this.rowStride = rowStride;
    this.columnStride = columnStride;
  }

  /**
   * A matrix in memory, {@code [k, n]} or, transposed, {@code [n, k]}.
   *
   * @param at offset of its first element in the tensor
   * @param rowStride distance of its rows there
   */
  static Weights of(CpuTensor tensor, int at, int k, int rowStride, boolean transposed) {
    int[] blocks = {at};
    return transposed
        ? new Weights(tensor, blocks, k, 1, rowStride)
        : new Weights(tensor, blocks, k, rowStride, 1);
  }

  /** What it is a view of. */
  CpuTensor tensor() {
    return tensor;
  }

  /** Whether the rows lie in memory as a product takes them without packing. */
  boolean isRowMajor() {
    return blocks.length == 1 && columnStride == 1;
  }

  /** Makes a product take the columns from {@code column} on and the terms from {@code term} on. */
  BlockProduct unpacked(BlockProduct product, int term, int column) {
    int at = tensor.at() + blocks[0] + term * rowStride + column;
    return product.rightRows(tensor.floats(), at, rowStride);
  }

  /**
   * Packs the entries {@code [from, from + depth) x [column, column + columns)} as panels of {@link
   * CpuKernels#panelColumns} columns, each {@code [depth][columns]}, one after the other from
   * offset {@code at} on.
   */
  void pack(
      CpuKernels kernels, int from, int depth, int column, int columns, float[] panels, int at) {
    if (isRowMajor()) {
      int first = tensor.at() + blocks[0] + from * rowStride + column;
      kernels.packPanels(tensor.floats(), first, rowStride, depth, columns, panels, at);
      return;
    }
    for (int j = 0; j < columns; j += kernels.panelColumns(columns)) {
      int width = kernels.panelColumns(columns - j);
      int here = Math.min(width, columns - j);
      packPanel(kernels, from, depth, column + j, here, width, panels, at + j * depth);
    }
  }

  /**
   * Packs one panel, {@code [depth][width]}, block by block; columns that it has too many are left
   * as they are.
   */
  void packPanel(
      CpuKernels kernels,
      int from,
      int depth,
      int column,
      int columns,
      int width,
      float[] panel,
      int at) {
    for (int p = 0; p < depth; ) {
      int skipped = (from + p) % blockRows;
      int rows = Math.min(depth - p, blockRows - skipped);
      int first = tensor.at() + blocks[(from + p) / blockRows] + skipped * rowStride;
      if (columnStride == 1) {
        int to = at + p * width;
        kernels.copyRows(
            tensor.floats(), first + column, rowStride, panel, to, width, rows, columns);
      } else {
        for (int j = 0; j < columns; j++) {
          int x = first + (column + j) * columnStride;
          scatter(tensor.floats(), x, rows, panel, at + p * width + j, width);
        }
      }
      p += rows;
    }
  }

  /** Copies n elements to every {@code stride}-th element of y. */
  private static void scatter(float[] x, int at, int n, float[] y, int yAt, int stride) {
    for (int i = 0; i < n; i++) {
      y[yAt + i * stride] = x[at + i];
    }
  }
}
