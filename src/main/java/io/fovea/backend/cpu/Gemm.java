package io.fovea.backend.cpu;

import io.fovea.tensor.DType;
import java.util.List;

/**
 * A matrix product {@code c[m, n] = a[m, k] * b[k, n]} by all workers, blocked for the caches as in
 * Goto, van de Geijn, "Anatomy of high-performance matrix multiplication", 2008: first b is packed
 * into panels, then every worker takes blocks of rows, packs a piece of a, and multiplies it with
 * all panels.
 *
 * <p>Several products of one size, such as the groups of a convolution, may share a Gemm. The sums
 * run over k in blocks that depend on k alone, so the bits of a result depend neither on how m and
 * n are split nor on the number of workers.
 */
final class Gemm {
  /** Elements of a packed piece of a: it stays in the second cache. */
  private static final int LEFT_ELEMENTS = 32 * 1024;

  /** Elements that a worker packs of b at a time. */
  private static final int PACK_ELEMENTS = 32 * 1024;

  /**
   * One product.
   *
   * @param left as of the other parts, transposed or not
   * @param column first column of its result within c
   */
  record Part(LeftFactor left, Weights right, int column) {}

  /**
   * What one run computes: rows {@code row .. row + m - 1} of c, from rows {@code leftRow ..} and
   * terms {@code 0 .. k - 1} of a and terms {@code term .. term + k - 1} of b.
   *
   * @param add whether the product is added to c
   */
  record Piece(int leftRow, int row, int m, int term, int k, boolean add) {
    /** All of a product. */
    static Piece all(int m, int k) {
      return new Piece(0, 0, m, 0, k, false);
    }
  }

  private final CpuKernels kernels;
  private final Workers workers;
  private final List<Part> parts;
  private final int n;
  private final Destination to;
  private final int depth;
  private final int blockRows;
  private final int blockColumns;
  private final int panelColumns;

  /** Whether b is packed: for a few rows of a it does not pay. */
  private final boolean packs;

  /** Whether that happens ahead of the runs, as b is constant. */
  private final boolean packsAhead;

  /**
   * Columns of b that are packed at a time, of the terms of one block; and all, in whole panels.
   */
  private final int packColumns;

  private final int paddedColumns;
  private final CpuTensor[] packedRight;
  private final CpuTensor[] packedLeft;
  private final CpuTensor[] scattered;
  private final BlockProduct[] products;
  private final Workers.Task packing = this::packRight;
  private final Workers.Task multiplying = this::multiply;

  private Piece piece = new Piece(0, 0, 0, 0, 0, false);
  private int rowTasks;
  private int columnTasks;

  /**
   * A product whose every run takes all terms.
   *
   * @param parts their right factors are views of one tensor
   * @param m the most rows of a run
   * @param k the most terms of a run
   */
  Gemm(CpuNode node, int m, int n, int k, List<Part> parts, Destination to) {
    this(node, m, n, k, parts, to, true);
  }

  /** The same for runs that take some terms of b each. */
  static Gemm ofTerms(CpuNode node, int m, int n, int k, List<Part> parts, Destination to) {
    return new Gemm(node, m, n, k, parts, to, false);
  }

  private Gemm(
      CpuNode node, int m, int n, int k, List<Part> parts, Destination to, boolean takesAll) {
    this.kernels = node.kernels();
    this.workers = node.workers();
    this.parts = parts;
    this.n = n;
    this.to = to;
    int depthBlocks = (k + BlockProduct.MAX_DEPTH - 1) / BlockProduct.MAX_DEPTH;
    this.depth = (k + depthBlocks - 1) / depthBlocks;
    this.panelColumns = kernels.panelColumns(n);
    int tileRows = kernels.tileRows();
    int share = (m + 4 * workers.count() - 1) / (4 * workers.count());
    int wanted = Math.max(4 * tileRows, Math.min(share, Math.min(256, LEFT_ELEMENTS / depth)));
    this.blockRows = roundUp(Math.min(wanted, m), tileRows);
    int rowBlocks = (m + blockRows - 1) / blockRows;
    int columnBlocks = Math.max(1, 2 * workers.count() / (rowBlocks * parts.size()));
    this.blockColumns =
        Math.min(
            roundUp((n + columnBlocks - 1) / columnBlocks, panelColumns), roundUp(n, panelColumns));
    this.packs = paysToPack(kernels, m, n, parts.get(0).right());
    this.packColumns = roundUp(Math.min(n, PACK_ELEMENTS / depth), panelColumns);
    this.paddedColumns = roundUp(n, kernels.panelColumns(1));
    this.packedRight = new CpuTensor[packs ? parts.size() : 0];
    for (int i = 0; i < packedRight.length; i++) {
      CpuTensor right = parts.get(i).right().tensor();
      long elements = (long) paddedColumns * k;
      packedRight[i] =
          takesAll
              ? node.prepared(right, DType.F32, elements)
              : node.workspace(DType.F32, elements);
    }
    this.packsAhead = packs && takesAll && node.isConstant(parts.get(0).right().tensor());
    if (packsAhead) {
      Piece all = Piece.all(m, k);
      node.prepare(parts.get(0).right().tensor(), () -> pack(all));
    }
    LeftFactor left = parts.get(0).left();
    this.packedLeft = node.workspacePerWorker(left.elements(blockRows, depth));
    this.scattered =
        to.rows() == null
            ? new CpuTensor[0]
            : node.workspacePerWorker((long) blockRows * blockColumns);
    this.products = node.newProducts();
  }

  private static int roundUp(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }

  /** Whether a product {@code [m, n]} has enough rows, or none but odd panels, to pack b for. */
  static boolean paysToPack(CpuKernels kernels, int m, int n, Weights right) {
    int panelColumns = kernels.panelColumns(n);
    int last = (n - 1) / panelColumns * panelColumns;
    boolean fillsPanels = kernels.panelColumns(n - last) == n - last;
    return m > 2 * kernels.tileRows() || !fillsPanels || !right.isRowMajor();
  }

  /** Computes a piece, and does what the destination asks for to all of its rows. */
  void run(Piece newPiece) {
    if (packs && !packsAhead) {
      pack(newPiece);
    }
    piece = newPiece;
    rowTasks = (piece.m() + blockRows - 1) / blockRows;
    columnTasks = (n + blockColumns - 1) / blockColumns;
    workers.run(parts.size() * rowTasks * columnTasks, multiplying);
  }

  private void pack(Piece newPiece) {
    piece = newPiece;
    workers.run(parts.size() * packTasks(), packing);
  }

  private int packTasks() {
    return (piece.k() + depth - 1) / depth * packsPerDepth();
  }

  private int packsPerDepth() {
    return (n + packColumns - 1) / packColumns;
  }

  /** Packs some panels of the terms of one block; those of a block lie together. */
  private void packRight(int index, int worker) {
    int part = index / packTasks();
    int p = index % packTasks() / packsPerDepth() * depth;
    int j = index % packsPerDepth() * packColumns;
    int k = Math.min(depth, piece.k() - p);
    int columns = Math.min(packColumns, n - j);
    CpuTensor packed = packedRight[part];
    int at = packed.at() + p * paddedColumns + j * k;
    Weights right = parts.get(part).right();
    right.pack(kernels, piece.term() + p, k, j, columns, packed.floats(), at);
  }

  private void multiply(int index, int worker) {
    Part part = parts.get(index / (rowTasks * columnTasks));
    int block = index % (rowTasks * columnTasks);
    int i = block / columnTasks * blockRows;
    int j = block % columnTasks * blockColumns;
    int m = Math.min(blockRows, piece.m() - i);
    int columns = Math.min(blockColumns, n - j);
    CpuTensor left = packedLeft[worker];
    boolean direct = to.rows() == null;
    CpuTensor c = direct ? to.c() : scattered[worker];
    int ldc = direct ? to.rowStride() : columns;
    int row = piece.row() + i;
    int at = direct ? c.at() + row * ldc + part.column() + j : c.at();
    BlockProduct product = products[worker].to(c.floats(), at, ldc);
    for (int p = 0; p < piece.k(); p += depth) {
      int k = Math.min(depth, piece.k() - p);
      part.left().pack(piece.leftRow() + i, m, p, k, left, product);
      if (packs) {
        CpuTensor right = packedRight[index / (rowTasks * columnTasks)];
        product.rightPanels(right.floats(), right.at() + p * paddedColumns + j * k, k);
      } else {
        part.right().unpacked(product, piece.term() + p, j);
      }
      product.run(m, columns, k, piece.add() || p > 0);
    }
    if (to.rows() == null) {
      to.finish(kernels, at, m, part.column() + j, columns);
    } else {
      scatter(c, ldc, to.rows(), row, m, part.column() + j, columns);
    }
  }

  private void scatter(
      CpuTensor from,
      int stride,
      Destination.RowMap map,
      int row,
      int rows,
      int column,
      int columns) {
    for (int r = 0; r < rows; r++) {
      int target = to.c().at() + map.row(row + r) * to.rowStride() + column;
      System.arraycopy(from.floats(), from.at() + r * stride, to.c().floats(), target, columns);
      to.finish(kernels, target, 1, column, columns);
    }
  }
}
