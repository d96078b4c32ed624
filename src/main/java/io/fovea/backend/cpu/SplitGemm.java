package io.fovea.backend.cpu;

import java.util.List;

/**
 * A matrix product {@code c[m, n] = a[m, k] * b[k, n]} whose k is by far the largest extent: the
 * weight gradient of a convolution, where k counts pixels, a are the patches and b is dy. The terms
 * are split into stretches that several workers sum at once, each to memory of its own; then these
 * partial results are added in their order. How many stretches there are depends on m, n and k
 * alone.
 */
final class SplitGemm implements CpuStep {
  /** Terms that are packed and multiplied at a time. */
  private static final int DEPTH = 128;

  private static final int MAX_COLUMNS = 128;

  /**
   * Pieces of work that a large product is split into at least; few, as each has its own result.
   */
  private static final int PIECES = 16;

  /**
   * One product.
   *
   * @param left as of the other parts, transposed or not
   * @param column first column of its result within the result
   */
  record Part(LeftFactor left, Weights right, int column) {}

  private final CpuKernels kernels;
  private final Workers workers;
  private final List<Part> parts;
  private final int m;
  private final int n;
  private final int k;
  private final int blockRows;
  private final int blockColumns;
  private final int rowBlocks;
  private final int columnBlocks;

  /** Whether b is packed: for a few rows of a it does not pay. */
  private final boolean packs;

  private final int stretch;
  private final int stretches;
  private final PartialSums sums;
  private final CpuStep adding;
  private final CpuTensor[] packedLeft;
  private final CpuTensor[] packedRight;
  private final BlockProduct[] products;
  private final Workers.Task multiplying = this::multiply;

  /**
   * @param parts products of one size; the column of each is that of its result in {@code result}
   * @param result {@code [m, all n]}
   */
  SplitGemm(CpuNode node, int m, int n, int k, List<Part> parts, CpuTensor result) {
    this.workers = node.workers();
    this.parts = parts;
    this.m = m;
    this.n = n;
    this.k = k;
    this.kernels = node.kernels();
    this.rowBlocks = (m + BlockProduct.MAX_DEPTH - 1) / BlockProduct.MAX_DEPTH;
    this.blockRows = roundUp((m + rowBlocks - 1) / rowBlocks, kernels.tileRows());
    this.columnBlocks = (n + MAX_COLUMNS - 1) / MAX_COLUMNS;
    int panel = kernels.panelColumns(n);
    this.blockColumns = roundUp((n + columnBlocks - 1) / columnBlocks, panel);
    this.packs = rowBlocks > 1 || Gemm.paysToPack(kernels, m, n, parts.get(0).right());
    int chunks = (k + DEPTH - 1) / DEPTH;
    int pieces = rowBlocks * columnBlocks * parts.size();
    int wanted = Math.min((PIECES + pieces - 1) / pieces, (chunks + 3) / 4);
    int chunksEach = (chunks + wanted - 1) / wanted;
    this.stretch = chunksEach * DEPTH;
    this.stretches = (chunks + chunksEach - 1) / chunksEach;
    this.sums = new PartialSums(node, result, stretches);
    this.adding = sums.adding();
    LeftFactor left = parts.get(0).left();
    this.packedLeft = node.workspacePerWorker(left.elements(blockRows, DEPTH));
    this.packedRight = node.workspacePerWorker((long) blockColumns * DEPTH);
    this.products = node.newProducts();
  }

  private static int roundUp(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }

  @Override
  public void run() {
    workers.run(parts.size() * stretches * rowBlocks * columnBlocks, multiplying);
    adding.run();
  }

  private void multiply(int index, int worker) {
    int blocks = rowBlocks * columnBlocks;
    Part part = parts.get(index / (stretches * blocks));
    int s = index / blocks % stretches;
    int i = index % blocks / columnBlocks * blockRows;
    int j = index % columnBlocks * blockColumns;
    if (i >= m || j >= n) {
      return;
    }
    int rows = Math.min(blockRows, m - i);
    int columns = Math.min(blockColumns, n - j);
    CpuTensor left = packedLeft[worker];
    CpuTensor right = packedRight[worker];
    CpuTensor to = sums.part(s);
    int ldc = n * parts.size();
    BlockProduct product =
        products[worker].to(to.floats(), to.at() + i * ldc + part.column() + j, ldc);
    int end = Math.min(k, (s + 1) * stretch);
    for (int p = s * stretch; p < end; p += DEPTH) {
      int depth = Math.min(DEPTH, end - p);
      part.left().pack(i, rows, p, depth, left, product);
      if (packs) {
        part.right().pack(kernels, p, depth, j, columns, right.floats(), right.at());
        product.rightPanels(right.floats(), right.at(), depth);
      } else {
        part.right().unpacked(product, p, j);
      }
      product.run(rows, columns, depth, p > s * stretch);
    }
  }
}
