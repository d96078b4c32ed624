package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.tensor.DType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A convolution with few output channels, computed on {@link Planes}: there the vectors run over
 * pixels, where a product's would run over channels and be half empty. Each image is taken apart
 * into planes, some rows at a time, and its outputs are put together again.
 */
final class PlanarConvolution {
  /** Output channels of a group up to which it pays: one vector of them. */
  private static final int MOST_CHANNELS = 8;

  /** Products of an input element with each output channel from which taking it apart pays. */
  private static final int LEAST_TAPS = 4;

  /** Elements that the planes of a worker take, where more than one row fits. */
  private static final int PLANE_ELEMENTS = 48 * 1024;

  /**
   * One group of channels.
   *
   * @param channel first channel that it reads
   * @param column first channel that it writes
   */
  record Part(int channel, Weights weights, int column) {}

  /**
   * Which pixels of a tensor the outputs are.
   *
   * @param row row of the first
   * @param stepH rows from one to the next
   */
  record Place(int row, int column, int stepH, int stepW) {
    static final Place ALL = new Place(0, 0, 1, 1);
  }

  private final CpuNode node;
  private final PlanarTiles[] tiles;
  private final Taps taps;
  private final List<Part> parts;
  private final int images;
  private final int n;
  private final int k;
  private final Place place;
  private final Destination to;
  private final Planes planes;
  private final int[] offsets;
  private final int blockRows;
  private final int blocks;
  private final int sumStride;
  private final int panel;
  private final CpuTensor packed;
  private final CpuTensor[] plane;
  private final CpuTensor[] sums;

  /**
   * @param x images {@code [n, h, w, c]}
   * @param channels how many of these a group reads
   * @param n how many a group writes
   * @param parts the groups; their weights are views of one tensor, {@code [taps * channels, n]}
   */
  PlanarConvolution(
      CpuNode node,
      CpuTensor x,
      int channels,
      Taps taps,
      List<Part> parts,
      int n,
      Place place,
      Destination to) {
    this.node = node;
    this.tiles = new PlanarTiles[node.workers().count()];
    Arrays.setAll(tiles, worker -> node.kernels().newPlanarTiles());
    this.taps = taps;
    this.parts = parts;
    this.images = x.type().shape().dim(0);
    this.n = n;
    this.k = taps.count() * channels;
    this.place = place;
    this.to = to;
    this.blockRows = blockRows(channels, images * parts.size(), node.workers().count());
    this.blocks = (taps.rows() + blockRows - 1) / blockRows;
    this.planes = new Planes(x, channels, taps, blockRows);
    this.offsets = planes.offsets();
    int outputs = planes.outputs(blockRows);
    this.sumStride = tiles[0].roundUp(outputs);
    int heights = PlanarTiles.heights(n);
    this.panel = k * heights;
    CpuTensor w = parts.get(0).weights().tensor();
    this.packed = node.prepared(w, DType.F32, (long) parts.size() * panel);
    this.plane = node.workspacePerWorker(planes.elements() + tiles[0].columns());
    this.sums = node.workspacePerWorker((long) heights * sumStride);
  }

  /** Why it does not pay, or null if it does: few output channels, and many taps of each pixel. */
  static @Nullable Unsupported reluctance(int channels, Taps taps) {
    if (channels > MOST_CHANNELS) {
      return new Unsupported("pays up to " + MOST_CHANNELS + " output channels of a group");
    }
    if (taps.count() < LEAST_TAPS * taps.strideH() * taps.strideW()) {
      return new Unsupported("pays where each pixel is read by " + LEAST_TAPS + " taps");
    }
    return 2 * taps.columns() >= Planes.pitch(taps)
        ? null
        : new Unsupported("rows of " + taps.columns() + " outputs are short beside their taps");
  }

  /** Why it cannot be done like this, or null if it can. */
  static @Nullable Unsupported refusal(int channels, Taps taps) {
    long row = (long) taps.spanH() * (Planes.pitch(taps) + 1L) * channels * taps.strideW();
    long terms = (long) taps.count() * channels;
    return Math.max(row, terms) <= CpuTensor.MAX_ELEMENTS / 16
        ? null
        : new Unsupported("planes of " + row + " elements for a row of outputs are too large");
  }

  /** Rows for which the planes stay in a cache, and of which there are enough for all workers. */
  private int blockRows(int channels, int planeSets, int workers) {
    int wanted = (4 * workers + planeSets - 1) / planeSets;
    int share = (taps.rows() + wanted - 1) / wanted;
    int fitting = PLANE_ELEMENTS / (channels * Planes.pitch(taps) * taps.strideW());
    int most = fitting / taps.strideH() - taps.spanH() / taps.strideH();
    return Math.max(1, Math.min(share, most));
  }

  CpuStep step() {
    Workers.Task task = this::block;
    int tasks = images * parts.size() * blocks;
    CpuTensor w = parts.get(0).weights().tensor();
    if (node.isConstant(w)) {
      node.prepare(w, this::pack);
      return () -> node.workers().run(tasks, task);
    }
    return () -> {
      pack();
      node.workers().run(tasks, task);
    };
  }

  private void pack() {
    for (int i = 0; i < parts.size(); i++) {
      int at = packed.at() + i * panel;
      for (int o = 0; o < n; ) {
        int height = PlanarTiles.height(n - o);
        int here = Math.min(height, n - o);
        parts
            .get(i)
            .weights()
            .packPanel(node.kernels(), 0, k, o, here, height, packed.floats(), at);
        at += k * height;
        o += height;
      }
    }
  }

  private void block(int index, int worker) {
    int part = index / blocks % parts.size();
    int image = index / blocks / parts.size();
    int row = index % blocks * blockRows;
    int rows = Math.min(blockRows, taps.rows() - row);
    CpuTensor x = plane[worker];
    planes.fill(image, parts.get(part).channel(), row, rows, x.floats(), x.at());
    float[] sum = sums[worker].floats();
    int sumAt = sums[worker].at();
    int outputs = planes.outputs(rows);
    int column = parts.get(part).column();
    multiply(tiles[worker], packed.at() + part * panel, x, outputs, sum, sumAt);
    if (to.finishesColumns()) {
      for (int o = 0; o < n; o++) {
        to.finishColumn(node.kernels(), sum, sumAt + o * sumStride, outputs, column + o);
      }
    }
    for (int r = 0; r < rows; r++) {
      store(image, row + r, column, sum, sumAt + r * planes.pitch());
    }
  }

  private void multiply(
      PlanarTiles tile, int panelAt, CpuTensor x, int outputs, float[] sum, int sumAt) {
    float[] w = packed.floats();
    int columns = tile.roundUp(outputs);
    for (int o = 0; o < n; ) {
      int height = PlanarTiles.height(n - o);
      int wAt = panelAt + o * k;
      int y = sumAt + o * sumStride;
      tile.row(height, k, w, wAt, height, x.floats(), x.at(), offsets, sum, y, sumStride, columns);
      o += height;
    }
  }

  /** Stores a row of outputs. */
  private void store(int image, int row, int column, float[] sum, int sumAt) {
    CpuTensor y = to.c();
    int height = y.type().shape().dim(1);
    int width = y.type().shape().dim(2);
    int line = image * height + place.row() + row * place.stepH();
    int at = y.at() + (line * width + place.column()) * to.rowStride() + column;
    int step = place.stepW() * to.rowStride();
    Interleaving.join(sum, sumAt, sumStride, taps.columns(), n, y.floats(), at, step);
    if (!to.finishesColumns()) {
      to.finish(node.kernels(), at, step, taps.columns(), column, n);
    }
  }
}
