package io.fovea.backend.cpu;

import static io.fovea.backend.cpu.WinogradTiles.INPUT;
import static io.fovea.backend.cpu.WinogradTiles.POSITIONS;

import io.fovea.tensor.DType;

/**
 * The 3 x 3 filters of a convolution, transformed and packed as right factors: for each of the
 * {@link WinogradTiles#POSITIONS} positions a matrix {@code [k, n]}, whose terms lie in blocks of
 * at most {@link BlockProduct#MAX_DEPTH}, each in panels.
 */
final class WinogradFilters {
  /** Columns that are transformed at a time. */
  private static final int COLUMNS = 64;

  private static final int TAPS = 3;

  private final CpuNode node;
  private final CpuTensor w;
  private final boolean forGradient;
  private final int k;
  private final int n;
  private final int depth;
  private final int blockColumns;
  private final int paddedColumns;
  private final CpuTensor packed;
  private final CpuTensor[] turned;
  private final CpuTensor[] scratch;

  /**
   * @param w {@code [3, 3, ic, oc]}
   * @param forGradient whether the filters are those of the data gradient: turned by half a turn,
   *     and from oc to ic channels
   */
  WinogradFilters(CpuNode node, CpuTensor w, boolean forGradient) {
    this.node = node;
    this.w = w;
    this.forGradient = forGradient;
    int ic = w.type().shape().dim(2);
    int oc = w.type().shape().dim(3);
    this.k = forGradient ? oc : ic;
    this.n = forGradient ? ic : oc;
    int depthBlocks = (k + BlockProduct.MAX_DEPTH - 1) / BlockProduct.MAX_DEPTH;
    this.depth = (k + depthBlocks - 1) / depthBlocks;
    int panel = node.kernels().panelColumns(n);
    this.blockColumns = roundUp(COLUMNS, panel);
    this.paddedColumns = roundUp(n, panel);
    this.packed = node.prepared(w, DType.F32, (long) POSITIONS * k * paddedColumns);
    this.turned =
        forGradient
            ? node.workspaceToPrepare(w, (long) TAPS * TAPS * blockColumns * k)
            : new CpuTensor[0];
    this.scratch = node.workspaceToPrepare(w, (long) INPUT * TAPS * blockColumns);
  }

  private static int roundUp(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }

  int k() {
    return k;
  }

  int n() {
    return n;
  }

  /** Transforms all filters; there is nothing to do at a run where they are constant. */
  CpuStep step() {
    Workers.Task task = this::transform;
    int tasks = (n + blockColumns - 1) / blockColumns;
    CpuStep transforming = () -> node.workers().run(tasks, task);
    if (!node.isConstant(w)) {
      return transforming;
    }
    node.prepare(w, transforming);
    return () -> {};
  }

  /** Most terms that are multiplied at a time. */
  int depth() {
    return depth;
  }

  /** Makes a product take the terms from {@code first} on of the filters at a position. */
  BlockProduct right(int position, int first, int terms, BlockProduct product) {
    int panels = packed.at() + (position * k + first) * paddedColumns;
    return product.rightPanels(packed.floats(), panels, terms);
  }

  /** Transforms a block of columns. */
  private void transform(int block, int worker) {
    int first = block * blockColumns;
    int columns = Math.min(blockColumns, n - first);
    float[] x = w.floats();
    int at = w.at() + first;
    int row = n;
    int tap = k * n;
    if (forGradient) {
      turn(first, columns, turned[worker]);
      x = turned[worker].floats();
      at = turned[worker].at();
      row = columns;
      tap = k * columns;
    }
    WinogradTransforms winograd = node.kernels().winograd();
    float[] t = scratch[worker].floats();
    int tAt = scratch[worker].at();
    int tRow = TAPS * columns;
    for (int p = 0; p < k; p++) {
      for (int kw = 0; kw < TAPS; kw++) {
        int from = at + kw * tap + p * row;
        winograd.filter(x, from, TAPS * tap, t, tAt + kw * columns, tRow, columns);
      }
      int p0 = p / depth * depth;
      int terms = Math.min(depth, k - p0);
      for (int j = 0; j < columns; ) {
        int width = node.kernels().panelColumns(n - first - j);
        int to = packed.at() + p0 * paddedColumns + (first + j) * terms + (p - p0) * width;
        int stride = k * paddedColumns;
        int here = Math.min(width, columns - j);
        for (int i = 0; i < INPUT; i++) {
          winograd.filter(
              t,
              tAt + i * tRow + j,
              columns,
              packed.floats(),
              to + i * INPUT * stride,
              stride,
              here);
        }
        j += width;
      }
    }
  }

  /** Turns some filters: {@code to[2 - kh][2 - kw][o][i] = w[kh][kw][first + i][o]}. */
  private void turn(int first, int columns, CpuTensor to) {
    float[] y = to.floats();
    float[] x = w.floats();
    for (int tap = 0; tap < TAPS * TAPS; tap++) {
      int from = w.at() + (tap * n + first) * k;
      int yAt = to.at() + (TAPS * TAPS - 1 - tap) * k * columns;
      for (int i = 0; i < columns; i++) {
        scatter(x, from + i * k, k, y, yAt + i, columns);
      }
    }
  }

  /** Copies n elements to every {@code stride}-th element of y. */
  private static void scatter(float[] x, int at, int n, float[] y, int yAt, int stride) {
    for (int i = 0; i < n; i++) {
      y[yAt + i * stride] = x[at + i];
    }
  }
}
