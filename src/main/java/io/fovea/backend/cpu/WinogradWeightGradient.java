package io.fovea.backend.cpu;

import static io.fovea.backend.cpu.WinogradTiles.INPUT;
import static io.fovea.backend.cpu.WinogradTiles.OUTPUT;
import static io.fovea.backend.cpu.WinogradTiles.POSITIONS;

import io.fovea.op.Conv2dDims;
import io.fovea.op.Padding;

/**
 * The weight gradient of a 3 x 3 convolution of stride 1 by Winograd's F(3 x 3, 4 x 4): a tile's dy
 * is a filter of 4 x 4 taps on what the tile reads of x. At each position the products of all tiles
 * are summed, then transformed back together. The tiles are split into stretches and dw into blocks
 * of columns, whose numbers depend on the shape alone; the stretches are added in their order.
 */
final class WinogradWeightGradient {
  /** Tiles that are transformed and multiplied at a time. */
  private static final int CHUNK = 32;

  /** Pieces of work that a large gradient is split into at least. */
  private static final int PIECES = 8;

  private static final int TAPS = 3;

  private final CpuNode node;
  private final CpuTensor x;
  private final CpuTensor dy;
  private final Conv2dDims d;
  private final WinogradTiles tiles;
  private final int stretch;
  private final int blocks;
  private final int blockColumns;
  private final int paddedColumns;

  /** Input channels that are multiplied at a time. */
  private final int blockRows;

  /** Elements of the transformed inputs from one position to the next. */
  private final int inputStride;

  private final PartialSums sums;
  private final CpuTensor[] inputs;
  private final CpuTensor[] gradients;
  private final CpuTensor[] totals;
  private final CpuTensor[] squares;
  private final BlockProduct[] products;

  WinogradWeightGradient(CpuNode node, Conv2dDims d) {
    this.node = node;
    this.x = node.input(0);
    this.dy = node.input(1);
    this.d = d;
    this.tiles = WinogradTiles.of(d.n(), d.oh(), d.ow());
    int chunks = (tiles.count() + CHUNK - 1) / CHUNK;
    int chunksEach = (chunks + PIECES - 1) / PIECES;
    this.stretch = chunksEach * CHUNK;
    int stretches = (chunks + chunksEach - 1) / chunksEach;
    int panel = node.kernels().panelColumns(d.oc());
    int wanted = (PIECES + stretches - 1) / stretches;
    int columns = roundUp((d.oc() + wanted - 1) / wanted, panel);
    while (columns > panel && !Winograd.filtersFitACache(d.ic(), columns)) {
      columns = roundUp(columns / 2, panel);
    }
    this.blockColumns = columns;
    this.blocks = (d.oc() + blockColumns - 1) / blockColumns;
    this.paddedColumns = roundUp(blockColumns, panel);
    this.sums = new PartialSums(node, node.output(0), stretches);
    int rowBlocks = (d.ic() + BlockProduct.MAX_DEPTH - 1) / BlockProduct.MAX_DEPTH;
    this.blockRows = (d.ic() + rowBlocks - 1) / rowBlocks;
    this.inputStride = rowBlocks * CHUNK * BlockProduct.LEFT_STRIDE;
    int widest = Math.max(d.ic(), d.oc());
    this.inputs = node.workspacePerWorker((long) POSITIONS * inputStride);
    this.gradients = node.workspacePerWorker((long) POSITIONS * CHUNK * paddedColumns);
    this.totals = node.workspacePerWorker((long) POSITIONS * d.ic() * blockColumns);
    this.squares = node.workspacePerWorker(2L * POSITIONS * widest);
    this.products = new BlockProduct[node.workers().count()];
    for (int i = 0; i < products.length; i++) {
      products[i] = node.kernels().newProduct();
    }
  }

  private static int roundUp(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }

  CpuStep step() {
    Workers.Task task = this::piece;
    CpuStep adding = sums.adding();
    int tasks = (tiles.count() + stretch - 1) / stretch * blocks;
    return () -> {
      node.workers().run(tasks, task);
      adding.run();
    };
  }

  /** Sums the tiles of a stretch for a block of columns. */
  private void piece(int index, int worker) {
    int s = index / blocks;
    int column = index % blocks * blockColumns;
    int columns = Math.min(blockColumns, d.oc() - column);
    int end = Math.min(tiles.count(), (s + 1) * stretch);
    for (int first = s * stretch; first < end; first += CHUNK) {
      int count = Math.min(CHUNK, end - first);
      for (int i = 0; i < count; i++) {
        input(first + i, i, worker);
        gradient(first + i, i, column, columns, worker);
      }
      multiply(count, columns, first > s * stretch, worker);
    }
    output(sums.part(s), column, columns, worker);
  }

  private void input(int tile, int i, int worker) {
    Padding padding = d.geometry().padding();
    CpuTensor to = inputs[worker];
    WinogradInput.transform(
        node.kernels().winograd(),
        x,
        tiles.image(tile),
        tiles.row(tile) - padding.top(),
        tiles.column(tile) - padding.left(),
        to.floats(),
        to.at() + i * BlockProduct.LEFT_STRIDE,
        inputStride,
        blockRows,
        CHUNK * BlockProduct.LEFT_STRIDE,
        squares[worker]);
  }

  /** Transforms some columns of the dy of a tile. */
  private void gradient(int tile, int i, int column, int columns, int worker) {
    WinogradTransforms winograd = node.kernels().winograd();
    CpuTensor to = gradients[worker];
    float[] t = squares[worker].floats();
    int rowsAt = squares[worker].at();
    int squareAt = rowsAt + POSITIONS * d.oc();
    int line = OUTPUT * d.oc();
    WinogradTiles.copySquare(
        dy, tiles.image(tile), tiles.row(tile), tiles.column(tile), OUTPUT, t, squareAt);
    winograd.outputGradient(t, squareAt, line, t, rowsAt, line, line);
    int stride = CHUNK * paddedColumns;
    for (int r = 0; r < INPUT; r++) {
      int at = to.at() + r * INPUT * stride + i * paddedColumns;
      int from = rowsAt + r * line + column;
      winograd.outputGradient(t, from, d.oc(), to.floats(), at, stride, columns);
    }
  }

  private void multiply(int count, int columns, boolean add, int worker) {
    CpuTensor a = inputs[worker];
    CpuTensor b = gradients[worker];
    CpuTensor c = totals[worker];
    for (int p = 0; p < POSITIONS; p++) {
      BlockProduct product = products[worker];
      product.rightRows(b.floats(), b.at() + p * CHUNK * paddedColumns, paddedColumns);
      for (int i = 0; i < d.ic(); i += blockRows) {
        int block = i / blockRows * CHUNK * BlockProduct.LEFT_STRIDE;
        product
            .leftTransposed(a.floats(), a.at() + p * inputStride + block)
            .to(c.floats(), c.at() + (p * d.ic() + i) * blockColumns, blockColumns)
            .run(Math.min(blockRows, d.ic() - i), columns, count, add);
      }
    }
  }

  /** Transforms the sums back into some columns of dw. */
  private void output(CpuTensor dw, int column, int columns, int worker) {
    WinogradTransforms winograd = node.kernels().winograd();
    CpuTensor c = totals[worker];
    float[] t = squares[worker].floats();
    int rowsAt = squares[worker].at();
    int stride = d.ic() * blockColumns;
    for (int ic = 0; ic < d.ic(); ic++) {
      int from = c.at() + ic * blockColumns;
      for (int i = 0; i < INPUT; i++) {
        winograd.filterGradient(
            c.floats(),
            from + i * stride,
            INPUT * stride,
            t,
            rowsAt + i * columns,
            INPUT * columns,
            columns);
      }
      for (int kh = 0; kh < TAPS; kh++) {
        int to = dw.at() + (kh * TAPS * d.ic() + ic) * d.oc() + column;
        winograd.filterGradient(
            t, rowsAt + kh * INPUT * columns, columns, dw.floats(), to, d.ic() * d.oc(), columns);
      }
    }
  }
}
