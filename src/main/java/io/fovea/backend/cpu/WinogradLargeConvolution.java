package io.fovea.backend.cpu;

import static io.fovea.backend.cpu.WinogradTiles.INPUT;
import static io.fovea.backend.cpu.WinogradTiles.POSITIONS;

import io.fovea.tensor.DType;

/**
 * As {@link WinogradConvolution}, for filters that change from run to run, and that no cache would
 * hold when transformed, which is four times as large. A group of tiles is transformed for all
 * workers. Each then computes some columns for all of its tiles, and transforms their filters block
 * by block where it needs them: they are read once for a group, and never written to memory.
 */
final class WinogradLargeConvolution {
  /** Tiles of a group at most. */
  private static final int MOST_TILES = 65;

  /** Terms of a block of filters at most, a whole part of the terms that a row of tiles holds. */
  private static final int MOST_TERMS = 96;

  /** Columns of a block of filters at most: with so many terms, it stays in the second cache. */
  private static final int COLUMNS = 32;

  private final CpuNode node;
  private final WinogradImages images;
  private final WinogradFilters filters;
  private final int group;

  private final WinogradInput.Layout layout;
  private final CpuTensor inputs;
  private final CpuTensor[] blocks;
  private final CpuTensor[] sums;
  private final CpuTensor[] squares;
  private final BlockProduct[] products;

  /** The first tile of the group that is computed. */
  private int firstTile;

  /**
   * @param w {@code [3, 3, ic, oc]}, not constant: constant filters are transformed once
   * @param forGradient whether its filters are to be turned, as for the data gradient
   */
  WinogradLargeConvolution(CpuNode node, WinogradImages images, CpuTensor w, boolean forGradient) {
    this.node = node;
    this.images = images;
    int n = images.outputChannels();
    int ofWorker = (n + 2 * node.workers().count() - 1) / (2 * node.workers().count());
    int panel = Math.min(node.kernels().panelColumns(n), Math.max(COLUMNS, ofWorker));
    int share = images.outputChannels() / (2 * node.workers().count() * panel);
    int columns = Math.max(1, Math.min(COLUMNS / panel, share)) * panel;
    this.filters = new WinogradFilters(node, w, forGradient, MOST_TERMS, columns);
    int rowTerms = BlockProduct.MAX_DEPTH / filters.depth() * filters.depth();
    int rows = (filters.k() + rowTerms - 1) / rowTerms;
    int tileRows = node.kernels().tileRows();
    int tiles = images.tiles().count();
    int groups = (tiles + MOST_TILES - 1) / MOST_TILES;
    int each = (tiles + groups - 1) / groups;
    this.group = (each + tileRows - 1) / tileRows * tileRows;
    int row = group * BlockProduct.LEFT_STRIDE;
    int position = rows * row;
    this.layout = new WinogradInput.Layout(INPUT * position, position, rowTerms, row);
    this.inputs = node.workspace(DType.F32, (long) POSITIONS * position);
    this.blocks = node.workspacePerWorker(filters.blockElements());
    this.sums = node.workspacePerWorker((long) POSITIONS * group * columns);
    this.squares = node.workspacePerWorker(images.scratchElements());
    this.products = node.newProducts();
  }

  CpuStep step() {
    Workers.Task transforming = this::input;
    Workers.Task multiplying = this::columns;
    int tiles = images.tiles().count();
    int columnBlocks = filters.columnBlocks();
    return () -> {
      for (firstTile = 0; firstTile < tiles; firstTile += group) {
        node.workers().run(Math.min(group, tiles - firstTile), transforming);
        node.workers().run(columnBlocks, multiplying);
      }
    };
  }

  /** Transforms a tile of the group. */
  private void input(int index, int worker) {
    int at = inputs.at() + index * BlockProduct.LEFT_STRIDE;
    images.input(firstTile + index, inputs.floats(), at, layout, squares[worker]);
  }

  /** Computes a block of columns of all tiles of the group. */
  private void columns(int index, int worker) {
    int column = index * filters.blockColumns();
    int columns = filters.columns(column);
    int count = Math.min(group, images.tiles().count() - firstTile);
    CpuTensor block = blocks[worker];
    CpuTensor sum = sums[worker];
    int stride = group * columns;
    for (int term = 0; term < filters.k(); term += filters.depth()) {
      filters.transform(term, column, block.floats(), block.at(), worker);
      int left = inputs.at() + term / layout.depth() * layout.block() + term % layout.depth();
      for (int p = 0; p < POSITIONS; p++) {
        products[worker]
            .left(inputs.floats(), left + layout.position(p))
            .rightRows(block.floats(), block.at() + p * filters.stride(), columns)
            .to(sum.floats(), sum.at() + p * stride, columns)
            .run(count, columns, filters.terms(term), term > 0);
      }
    }
    for (int i = 0; i < count; i++) {
      int at = sum.at() + i * columns;
      images.output(firstTile + i, sum.floats(), at, stride, column, columns, squares[worker]);
    }
  }
}
