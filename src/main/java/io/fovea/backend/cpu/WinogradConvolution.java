package io.fovea.backend.cpu;

import static io.fovea.backend.cpu.WinogradTiles.INPUT;
import static io.fovea.backend.cpu.WinogradTiles.OUTPUT;
import static io.fovea.backend.cpu.WinogradTiles.POSITIONS;

/**
 * A 3 x 3 convolution of stride 1 by Winograd's F(4 x 4, 3 x 3): a chunk of tiles is transformed,
 * multiplied with the transformed filters at each position, and transformed back. It takes a
 * quarter of the products of a direct sum, and loses three bits of accuracy or so. The bits of an
 * output depend neither on the size of a chunk nor on the number of workers.
 */
final class WinogradConvolution {
  /** Elements that a worker's chunk takes, where filters fit a cache: what stays in the second. */
  private static final int CHUNK_ELEMENTS = 96 * 1024;

  /** Tiles of a chunk at most: where filters come from memory, they are read once for so many. */
  private static final int MOST_TILES = 60;

  private final CpuNode node;
  private final CpuTensor x;
  private final int top;
  private final int left;
  private final WinogradFilters filters;
  private final Destination to;
  private final WinogradTiles tiles;
  private final int height;
  private final int width;
  private final int chunk;

  /** Blocks of terms that k is split into. */
  private final int blocks;

  private final WinogradInput.Layout layout;
  private final CpuTensor[] inputs;
  private final CpuTensor[] sums;
  private final CpuTensor[] squares;
  private final BlockProduct[] products;

  /**
   * @param x {@code [n, h, w, filters.k()]}
   * @param top row of x that the first tap reads for the first output row; negative with padding
   * @param left the same for columns
   * @param to {@code [n, height, width, filters.n()]}
   */
  WinogradConvolution(
      CpuNode node, CpuTensor x, int top, int left, WinogradFilters filters, Destination to) {
    this.node = node;
    this.x = x;
    this.top = top;
    this.left = left;
    this.filters = filters;
    this.to = to;
    this.height = to.c().type().shape().dim(1);
    this.width = to.c().type().shape().dim(2);
    this.tiles = WinogradTiles.of(x.type().shape().dim(0), height, width);
    int k = filters.k();
    int n = filters.n();
    int tileRows = node.kernels().tileRows();
    boolean isCached = Winograd.filtersFitACache(k, n);
    int shares = isCached ? 4 * node.workers().count() : node.workers().count();
    int share = (tiles.count() + shares - 1) / shares;
    int fitting = isCached ? CHUNK_ELEMENTS / (POSITIONS * (k + n)) : MOST_TILES;
    int wanted = Math.max(2 * tileRows, Math.min(share, Math.min(MOST_TILES, fitting)));
    this.chunk = (Math.min(wanted, tiles.count()) + tileRows - 1) / tileRows * tileRows;
    this.blocks = (k + filters.depth() - 1) / filters.depth();
    int block = chunk * BlockProduct.LEFT_STRIDE;
    int position = blocks * block;
    this.layout = new WinogradInput.Layout(INPUT * position, position, filters.depth(), block);
    this.inputs = node.workspacePerWorker((long) POSITIONS * position);
    this.sums = node.workspacePerWorker((long) POSITIONS * chunk * n);
    this.squares = node.workspacePerWorker(2L * POSITIONS * Math.max(k, n));
    this.products = new BlockProduct[node.workers().count()];
    for (int i = 0; i < products.length; i++) {
      products[i] = node.kernels().newProduct();
    }
  }

  CpuStep step() {
    Workers.Task task = this::chunk;
    CpuStep transforming = filters.step();
    int tasks = (tiles.count() + chunk - 1) / chunk;
    return () -> {
      transforming.run();
      node.workers().run(tasks, task);
    };
  }

  private void chunk(int index, int worker) {
    int first = index * chunk;
    int count = Math.min(chunk, tiles.count() - first);
    CpuTensor input = inputs[worker];
    CpuTensor sum = sums[worker];
    int n = filters.n();
    for (int i = 0; i < count; i++) {
      WinogradInput.transform(
          node.kernels().winograd(),
          x,
          tiles.image(first + i),
          top + tiles.row(first + i),
          left + tiles.column(first + i),
          input.floats(),
          input.at() + i * BlockProduct.LEFT_STRIDE,
          layout,
          squares[worker]);
    }
    for (int p = 0; p < POSITIONS; p++) {
      BlockProduct product = products[worker].to(sum.floats(), sum.at() + p * chunk * n, n);
      for (int i = 0; i < blocks; i++) {
        int term = i * filters.depth();
        int terms = Math.min(filters.depth(), filters.k() - term);
        product.left(input.floats(), input.at() + layout.position(p) + i * layout.block());
        filters.right(p, term, terms, product).run(count, n, terms, i > 0);
      }
    }
    for (int i = 0; i < count; i++) {
      output(first + i, sum.floats(), sum.at() + i * n, chunk * n, squares[worker]);
    }
  }

  /** Transforms the sums of a tile back, and stores what lies within the image. */
  private void output(int tile, float[] sum, int at, int stride, CpuTensor square) {
    WinogradTransforms winograd = node.kernels().winograd();
    int n = filters.n();
    float[] t = square.floats();
    int rowsAt = square.at();
    for (int i = 0; i < INPUT; i++) {
      winograd.output(sum, at + i * stride, INPUT * stride, t, rowsAt + i * n, INPUT * n, n);
    }
    int row = tiles.row(tile);
    int column = tiles.column(tile);
    int rows = Math.min(OUTPUT, height - row);
    int columns = Math.min(OUTPUT, width - column);
    float[] y = to.c().floats();
    int pixelsAt = rowsAt + POSITIONS * n;
    for (int i = 0; i < rows; i++) {
      int pixel = (tiles.image(tile) * height + row + i) * width + column;
      int yAt = to.c().at() + pixel * n;
      if (columns == OUTPUT) {
        winograd.output(t, rowsAt + i * INPUT * n, n, y, yAt, n, n);
      } else {
        winograd.output(t, rowsAt + i * INPUT * n, n, t, pixelsAt, n, n);
        System.arraycopy(t, pixelsAt, y, yAt, columns * n);
      }
      to.finish(node.kernels(), yAt, columns, 0, n);
    }
  }
}
