package io.fovea.backend.cpu;

import static io.fovea.backend.cpu.WinogradTiles.INPUT;
import static io.fovea.backend.cpu.WinogradTiles.POSITIONS;

import io.fovea.tensor.DType;

/**
 * A 3 x 3 convolution of stride 1 by Winograd's F(4 x 4, 3 x 3): a chunk of tiles is transformed,
 * multiplied with the transformed filters at each position, and transformed back. It takes a
 * quarter of the products of a direct sum, and loses three bits of accuracy or so. The bits of an
 * output depend neither on the size of a chunk nor on the number of workers.
 *
 * <p>All filters are transformed first, which is for those that are constant or stay in a cache;
 * {@link WinogradLargeConvolution} is for others.
 */
final class WinogradConvolution {
  /** Elements that a worker's chunk takes, where filters fit a cache: what stays in the second. */
  private static final int CHUNK_ELEMENTS = 96 * 1024;

  /**
   * Tiles of a chunk at most, if products are fast with so few: where filters come from memory,
   * they are read once for so many.
   */
  private static final int MOST_TILES = 60;

  /** Elements of a worker's chunk at most where products are fast with many tiles only. */
  private static final int MOST_ELEMENTS = 4 * 1024 * 1024;

  private final CpuNode node;
  private final CpuTensor w;
  private final WinogradImages images;
  private final WinogradFilters filters;
  private final int chunk;
  private final WinogradInput.Layout layout;
  private final CpuTensor packed;
  private final CpuTensor[] inputs;
  private final CpuTensor[] sums;
  private final CpuTensor[] squares;
  private final BlockProduct[] products;

  /**
   * @param w {@code [3, 3, ic, oc]}
   * @param forGradient whether its filters are to be turned, as for the data gradient
   */
  WinogradConvolution(CpuNode node, WinogradImages images, CpuTensor w, boolean forGradient) {
    this.node = node;
    this.w = w;
    this.images = images;
    int panel = node.kernels().panelColumns(images.outputChannels());
    this.filters = new WinogradFilters(node, w, forGradient, BlockProduct.MAX_DEPTH, panel);
    int n = filters.n();
    int tileRows = node.kernels().tileRows();
    int tiles = images.tiles().count();
    boolean isCached = Winograd.filtersFitACache(filters.k(), n);
    int shares = isCached ? 4 * node.workers().count() : node.workers().count();
    int share = (tiles + shares - 1) / shares;
    int fitting = isCached ? CHUNK_ELEMENTS / (POSITIONS * (filters.k() + n)) : MOST_TILES;
    int each = (tiles + node.workers().count() - 1) / node.workers().count();
    int blocks = filters.depthBlocks();
    int tileElements = POSITIONS * (blocks * BlockProduct.LEFT_STRIDE + n);
    int many = Math.min(node.kernels().manyRows(), Math.max(1, MOST_ELEMENTS / tileElements));
    int pieces = (each + many - 1) / many;
    int least = Math.max(2 * tileRows, Math.min(many, (each + pieces - 1) / pieces));
    int wanted = Math.max(least, Math.min(share, Math.min(MOST_TILES, fitting)));
    this.chunk = (Math.min(wanted, tiles) + tileRows - 1) / tileRows * tileRows;
    long all = (long) filters.columnBlocks() * blocks * filters.blockElements();
    this.packed = node.prepared(w, DType.F32, all);
    int block = chunk * BlockProduct.LEFT_STRIDE;
    int position = blocks * block;
    this.layout = new WinogradInput.Layout(INPUT * position, position, filters.depth(), block);
    this.inputs = node.workspacePerWorker((long) POSITIONS * position);
    this.sums = node.workspacePerWorker((long) POSITIONS * chunk * n);
    this.squares = node.workspacePerWorker(images.scratchElements());
    this.products = node.newProducts();
  }

  /** There is nothing to do for the filters at a run where they are constant. */
  CpuStep step() {
    Workers.Task transforming = this::transform;
    Workers.Task multiplying = this::chunk;
    int blocks = filters.columnBlocks();
    CpuStep preparing = () -> node.workers().run(blocks, transforming);
    int tasks = (images.tiles().count() + chunk - 1) / chunk;
    CpuStep convolving = () -> node.workers().run(tasks, multiplying);
    if (node.isConstant(w)) {
      node.prepare(w, preparing);
      return convolving;
    }
    return () -> {
      preparing.run();
      convolving.run();
    };
  }

  /** Where the transformed block of filters from such a term and column on begins. */
  private int packedAt(int term, int column) {
    int block = column / filters.blockColumns() * filters.depthBlocks() + term / filters.depth();
    return packed.at() + block * filters.blockElements();
  }

  /** Transforms all terms of a block of columns. */
  private void transform(int index, int worker) {
    int column = index * filters.blockColumns();
    for (int term = 0; term < filters.k(); term += filters.depth()) {
      filters.transform(term, column, packed.floats(), packedAt(term, column), worker);
    }
  }

  private void chunk(int index, int worker) {
    int first = index * chunk;
    int count = Math.min(chunk, images.tiles().count() - first);
    CpuTensor input = inputs[worker];
    CpuTensor sum = sums[worker];
    int n = filters.n();
    for (int i = 0; i < count; i++) {
      int at = input.at() + i * BlockProduct.LEFT_STRIDE;
      images.input(first + i, input.floats(), at, layout, squares[worker]);
    }
    for (int p = 0; p < POSITIONS; p++) {
      for (int column = 0; column < n; column += filters.blockColumns()) {
        int columns = filters.columns(column);
        int left = input.at() + layout.position(p);
        BlockProduct product =
            products[worker].to(sum.floats(), sum.at() + p * chunk * n + column, n);
        for (int term = 0; term < filters.k(); term += filters.depth()) {
          int right = packedAt(term, column) + p * filters.stride();
          product
              .left(input.floats(), left)
              .rightRows(packed.floats(), right, columns)
              .run(count, columns, filters.terms(term), term > 0);
          left += layout.block();
        }
      }
    }
    for (int i = 0; i < count; i++) {
      images.output(first + i, sum.floats(), sum.at() + i * n, chunk * n, 0, n, squares[worker]);
    }
  }
}
