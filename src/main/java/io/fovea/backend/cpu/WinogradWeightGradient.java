package io.fovea.backend.cpu;

import static io.fovea.backend.cpu.WinogradTiles.INPUT;
import static io.fovea.backend.cpu.WinogradTiles.OUTPUT;
import static io.fovea.backend.cpu.WinogradTiles.POSITIONS;

import io.fovea.op.Conv2dDims;
import io.fovea.op.Padding;
import io.fovea.tensor.DType;

/**
 * The weight gradient of a 3 x 3 convolution of stride 1 by Winograd's F(3 x 3, 4 x 4): a tile's dy
 * is a filter of 4 x 4 taps on what the tile reads of x. In rounds, all workers transform some
 * tiles of both, then multiply them: dw is cut into blocks of rows and columns, of which each holds
 * the products of all positions, summed over the tiles. Those are transformed back at the end.
 *
 * <p>Rounds and blocks depend on the shape alone, and so do the bits.
 */
final class WinogradWeightGradient {
  /** Tiles of a round: more lines than the processor has addresses at hand for pay only once. */
  private static final int ROUND = 64;

  /** The same where sums fit no cache, and are read and stored in every round. */
  private static final int LONG_ROUND = 128;

  /** Elements of all sums that a cache holds. */
  private static final int CACHED_SUMS = 1024 * 1024;

  /** Rows and columns of a block at most: its sums, or most of them, stay in the second cache. */
  private static final int BLOCK = 64;

  private static final int BLOCK_COLUMNS = 32;

  /** Tiles that a worker transforms at a time. */
  private static final int TRANSFORMED = 4;

  /** With fewer blocks, workers share each block, and take some of its positions. */
  private static final int FEW_BLOCKS = 8;

  private static final int TAPS = 3;

  private final CpuNode node;
  private final CpuTensor x;
  private final CpuTensor dy;
  private final CpuTensor dw;
  private final Conv2dDims d;
  private final WinogradTiles tiles;
  private final int rounds;
  private final int roundTiles;

  /** Tiles that there is room for. */
  private final int room;

  private final int blockRows;
  private final int rowBlocks;
  private final int blockColumns;
  private final int columnBlocks;

  /** Whether a block's sums are complete, and transformed back, as soon as they are computed. */
  private final boolean atOnce;

  /** Transformed x: for each block of rows, column of positions and tile one line of positions. */
  private final CpuTensor inputs;

  private final WinogradInput.Layout inputLayout;

  /** Transformed dy: for each block of columns, position and tile one row of the block. */
  private final CpuTensor gradients;

  /** Sums of a block {@code [positions, blockRows, blockColumns]}: of each, or a worker's. */
  private final CpuTensor[] sums;

  private final CpuTensor[] squares;
  private final BlockProduct[] products;
  private int round;

  WinogradWeightGradient(CpuNode node, Conv2dDims d) {
    this.node = node;
    this.x = node.input(0);
    this.dy = node.input(1);
    this.dw = node.output(0);
    this.d = d;
    this.tiles = WinogradTiles.of(d.n(), d.oh(), d.ow());
    this.rowBlocks = (d.ic() + BLOCK - 1) / BLOCK;
    this.blockRows = (d.ic() + rowBlocks - 1) / rowBlocks;
    int panel = node.kernels().panelColumns(Math.min(BLOCK, d.oc()));
    this.blockColumns = Math.min(roundUp(BLOCK_COLUMNS, panel), roundUp(d.oc(), panel));
    this.columnBlocks = (d.oc() + blockColumns - 1) / blockColumns;
    boolean isCached = (long) POSITIONS * d.ic() * d.oc() <= CACHED_SUMS;
    int most = isCached ? ROUND : LONG_ROUND;
    this.rounds = (tiles.count() + most - 1) / most;
    this.roundTiles = (tiles.count() + rounds - 1) / rounds;
    // Odd, so that positions do not compete for one place in the cache.
    this.room = roundTiles | 1;
    int column = room * BlockProduct.LEFT_STRIDE;
    this.inputLayout = new WinogradInput.Layout(blockRows, column, blockRows, INPUT * column);
    this.inputs = node.workspace(DType.F32, (long) rowBlocks * inputLayout.block());
    this.gradients =
        node.workspace(DType.F32, (long) columnBlocks * POSITIONS * room * blockColumns);
    this.atOnce = rounds == 1 && rowBlocks * columnBlocks >= FEW_BLOCKS;
    int block = POSITIONS * blockRows * blockColumns;
    this.sums = atOnce ? node.workspacePerWorker(block) : new CpuTensor[rowBlocks * columnBlocks];
    for (int i = 0; !atOnce && i < sums.length; i++) {
      sums[i] = node.workspace(DType.F32, block);
    }
    this.squares = node.workspacePerWorker(2L * POSITIONS * Math.max(d.ic(), d.oc()));
    this.products = node.newProducts();
  }

  private static int roundUp(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }

  CpuStep step() {
    Workers.Task transforming = this::transform;
    Workers.Task multiplying = this::multiply;
    Workers.Task storing = (block, worker) -> store(block, sums[block], worker);
    int blocks = rowBlocks * columnBlocks;
    return () -> {
      for (round = 0; round < rounds; round++) {
        node.workers().run((tilesOfRound() + TRANSFORMED - 1) / TRANSFORMED, transforming);
        node.workers().run(atOnce ? blocks : blocks * INPUT, multiplying);
      }
      if (!atOnce) {
        node.workers().run(blocks, storing);
      }
    };
  }

  private int tilesOfRound() {
    return Math.min(roundTiles, tiles.count() - round * roundTiles);
  }

  private void transform(int index, int worker) {
    int end = Math.min(tilesOfRound(), (index + 1) * TRANSFORMED);
    for (int i = index * TRANSFORMED; i < end; i++) {
      int tile = round * roundTiles + i;
      input(tile, i, squares[worker]);
      gradient(tile, i, squares[worker]);
    }
  }

  private void input(int tile, int i, CpuTensor scratch) {
    Padding padding = d.geometry().padding();
    WinogradInput.transform(
        node.kernels().winograd(),
        x,
        tiles.image(tile),
        tiles.row(tile) - padding.top(),
        tiles.column(tile) - padding.left(),
        inputs.floats(),
        inputs.at() + i * BlockProduct.LEFT_STRIDE,
        inputLayout,
        scratch);
  }

  private void gradient(int tile, int i, CpuTensor scratch) {
    WinogradTransforms winograd = node.kernels().winograd();
    float[] t = scratch.floats();
    int rowsAt = scratch.at();
    int line = OUTPUT * d.oc();
    int image = tiles.image(tile);
    int from = WinogradTiles.find(dy, image, tiles.row(tile), tiles.column(tile), OUTPUT);
    if (from >= 0) {
      winograd.outputGradient(dy.floats(), from, d.ow() * d.oc(), t, rowsAt, line, line);
    } else {
      int squareAt = rowsAt + POSITIONS * d.oc();
      WinogradTiles.copySquare(dy, image, tiles.row(tile), tiles.column(tile), OUTPUT, t, squareAt);
      winograd.outputGradient(t, squareAt, line, t, rowsAt, line, line);
    }
    int position = room * blockColumns;
    for (int b = 0; b < columnBlocks; b++) {
      int column = b * blockColumns;
      int columns = Math.min(blockColumns, d.oc() - column);
      int to = gradients.at() + b * POSITIONS * position + i * blockColumns;
      for (int r = 0; r < INPUT; r++) {
        winograd.outputGradient(
            t,
            rowsAt + r * line + column,
            d.oc(),
            gradients.floats(),
            to + r * INPUT * position,
            position,
            columns);
      }
    }
  }

  /** Adds the products of a round at the positions of a block, all or those of one row. */
  private void multiply(int index, int worker) {
    int block = atOnce ? index : index / INPUT;
    CpuTensor sum = atOnce ? sums[worker] : sums[block];
    int first = atOnce ? 0 : index % INPUT * INPUT;
    int end = atOnce ? POSITIONS : first + INPUT;
    int rows = rows(block);
    int columns = columns(block);
    int count = tilesOfRound();
    int left = inputs.at() + block / columnBlocks * inputLayout.block();
    int right = gradients.at() + block % columnBlocks * POSITIONS * room * blockColumns;
    BlockProduct product = products[worker];
    for (int p = first; p < end; p++) {
      product
          .leftTransposed(inputs.floats(), left + inputLayout.position(p))
          .rightRows(gradients.floats(), right + p * room * blockColumns, blockColumns)
          .to(sum.floats(), sum.at() + p * blockRows * blockColumns, blockColumns)
          .run(rows, columns, count, round > 0);
    }
    if (atOnce) {
      store(block, sum, worker);
    }
  }

  private int rows(int block) {
    return Math.min(blockRows, d.ic() - block / columnBlocks * blockRows);
  }

  private int columns(int block) {
    return Math.min(blockColumns, d.oc() - block % columnBlocks * blockColumns);
  }

  /** Transforms the sums of a block back into its part of dw. */
  private void store(int block, CpuTensor sum, int worker) {
    WinogradTransforms winograd = node.kernels().winograd();
    float[] t = squares[worker].floats();
    int rowsAt = squares[worker].at();
    int position = blockRows * blockColumns;
    int columns = columns(block);
    int row = block / columnBlocks * blockRows;
    int column = block % columnBlocks * blockColumns;
    for (int r = 0; r < rows(block); r++) {
      int from = sum.at() + r * blockColumns;
      for (int i = 0; i < INPUT; i++) {
        winograd.filterGradient(
            sum.floats(),
            from + i * position,
            INPUT * position,
            t,
            rowsAt + i * columns,
            INPUT * columns,
            columns);
      }
      for (int kh = 0; kh < TAPS; kh++) {
        int to = dw.at() + (kh * TAPS * d.ic() + row + r) * d.oc() + column;
        winograd.filterGradient(
            t, rowsAt + kh * INPUT * columns, columns, dw.floats(), to, d.ic() * d.oc(), columns);
      }
    }
  }
}
