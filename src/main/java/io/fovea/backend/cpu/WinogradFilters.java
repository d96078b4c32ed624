package io.fovea.backend.cpu;

import static io.fovea.backend.cpu.WinogradTiles.INPUT;
import static io.fovea.backend.cpu.WinogradTiles.POSITIONS;

/**
 * The 3 x 3 filters of a convolution, which are transformed block by block. A block is so many
 * terms by so many columns of the matrices {@code [k, n]} that there are for each of the {@link
 * WinogradTiles#POSITIONS} positions; transformed, it holds its part of each, row by row.
 */
final class WinogradFilters {
  private static final int TAPS = 3;

  /** Terms that are transformed at a time: both transforms of them stay in the first cache. */
  private static final int TERMS = 8;

  private final CpuNode node;
  private final CpuTensor w;
  private final boolean forGradient;
  private final int k;
  private final int n;
  private final int depth;
  private final int blockColumns;
  private final int stride;
  private final CpuTensor[] turned;
  private final CpuTensor[] scratch;

  /**
   * @param w {@code [3, 3, ic, oc]}
   * @param forGradient whether the filters are those of the data gradient: turned by half a turn,
   *     and from oc to ic channels
   * @param mostTerms terms of a block at most
   * @param mostColumns columns of a block at most, a whole number of panels unless there is one
   */
  WinogradFilters(CpuNode node, CpuTensor w, boolean forGradient, int mostTerms, int mostColumns) {
    this.node = node;
    this.w = w;
    this.forGradient = forGradient;
    int ic = w.type().shape().dim(2);
    int oc = w.type().shape().dim(3);
    this.k = forGradient ? oc : ic;
    this.n = forGradient ? ic : oc;
    int blocks = (k + mostTerms - 1) / mostTerms;
    this.depth = (k + blocks - 1) / blocks;
    this.blockColumns = mostColumns;
    this.stride = depth * blockColumns + node.kernels().panelColumns(n);
    int turnedElements = TAPS * TAPS * depth * blockColumns;
    this.turned = forGradient ? node.workspaceToPrepare(w, turnedElements) : new CpuTensor[0];
    this.scratch = node.workspaceToPrepare(w, (long) INPUT * TAPS * TERMS * blockColumns);
  }

  int k() {
    return k;
  }

  int n() {
    return n;
  }

  /** Terms of a block; the last may have fewer. */
  int depth() {
    return depth;
  }

  /** Terms of the block that begins with such a term. */
  int terms(int first) {
    return Math.min(depth, k - first);
  }

  /** Blocks that all terms are split into. */
  int depthBlocks() {
    return (k + depth - 1) / depth;
  }

  /** Columns of a block; the last may have fewer. */
  int blockColumns() {
    return blockColumns;
  }

  /** Columns of the block that begins with such a column. */
  int columns(int first) {
    return Math.min(blockColumns, n - first);
  }

  /** Blocks that all columns are split into. */
  int columnBlocks() {
    return (n + blockColumns - 1) / blockColumns;
  }

  /**
   * Elements of a block from a position to the next, with room for what a product reads beyond its
   * columns; an odd number of panels where there are two to a block, so that positions do not
   * compete for one place in the cache.
   */
  int stride() {
    return stride;
  }

  /** Elements of a transformed block. */
  int blockElements() {
    return POSITIONS * stride;
  }

  /**
   * Transforms a block.
   *
   * @param y where the entry of the block's term p and column j goes: position q has it at {@code
   *     at + q * stride() + p * columns(column) + j}
   */
  void transform(int term, int column, float[] y, int at, int worker) {
    int terms = terms(term);
    int columns = columns(column);
    float[] x = w.floats();
    int from = w.at() + term * n + column;
    int row = n;
    int tap = k * n;
    if (forGradient) {
      turn(term, column, turned[worker]);
      x = turned[worker].floats();
      from = turned[worker].at();
      row = columns;
      tap = terms * columns;
    }
    WinogradTransforms winograd = node.kernels().winograd();
    float[] t = scratch[worker].floats();
    int tAt = scratch[worker].at();
    for (int first = 0; first < terms; first += TERMS) {
      int here = Math.min(TERMS, terms - first);
      int size = here * columns;
      for (int kw = 0; kw < TAPS; kw++) {
        for (int p = 0; p < here; p++) {
          int xAt = from + kw * tap + (first + p) * row;
          int to = tAt + kw * size + p * columns;
          winograd.filter(x, xAt, TAPS * tap, t, to, TAPS * size, columns);
        }
      }
      for (int i = 0; i < INPUT; i++) {
        int to = at + i * INPUT * stride + first * columns;
        winograd.filter(t, tAt + i * TAPS * size, size, y, to, stride, size);
      }
    }
  }

  /** Turns a block: {@code to[2 - kh][2 - kw][o][i] = w[kh][kw][column + i][term + o]}. */
  private void turn(int term, int column, CpuTensor to) {
    int terms = terms(term);
    int columns = columns(column);
    float[] y = to.floats();
    float[] x = w.floats();
    for (int tap = 0; tap < TAPS * TAPS; tap++) {
      int from = w.at() + (tap * n + column) * k + term;
      int yAt = to.at() + (TAPS * TAPS - 1 - tap) * terms * columns;
      for (int i = 0; i < columns; i++) {
        scatter(x, from + i * k, terms, y, yAt + i, columns);
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
