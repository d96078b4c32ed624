package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import io.fovea.tensor.DType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The data gradient of a convolution as the sum of the gradients of its patches: dy times the
 * transposed weights gives a row {@code [kh, kw, ic]} for every output pixel, and each pixel of dx
 * sums what the rows of its image hold for it, while they are in a cache.
 */
final class PatchGradients {
  /** Elements of the rows of the images that a worker computes at a time. */
  private static final int CHUNK_ELEMENTS = 32 * 1024;

  /** The same for one image, and taps of all its pixels. */
  private static final int MOST_ELEMENTS = 1024 * 1024;

  /** Columns that are packed at a time. */
  private static final int PACK_COLUMNS = 256;

  private final CpuNode node;
  private final CpuKernels kernels;
  private final Conv2dDims d;
  private final CpuTensor dy;
  private final Destination dx;
  private final int n;
  private final int k;
  private final int images;
  private final int paddedColumns;
  private final Weights[] weights;

  /** For each pixel of an image of dx, its first entry in {@link #sources}; and the end. */
  private final int[] firstSource;

  /** Offsets, within the rows of an image, of what is added to the pixels of dx. */
  private final int[] sources;

  private final CpuTensor packed;
  private final CpuTensor[] lefts;
  private final CpuTensor[] chunks;
  private final CpuTensor[] pixels;
  private final BlockProduct[] products;

  /** The gradient of a node that has dy and w as inputs. */
  PatchGradients(CpuNode node, Conv2dDims d, Destination dx) {
    this.node = node;
    this.kernels = node.kernels();
    this.d = d;
    this.dy = node.input(0);
    this.dx = dx;
    int groups = d.geometry().groups();
    int workers = node.workers().count();
    this.k = d.ocPerGroup();
    this.n = d.kh() * d.kw() * d.icPerGroup();
    int outputs = d.oh() * d.ow();
    int fitting = Math.min(CHUNK_ELEMENTS / (outputs * n), BlockProduct.MAX_DEPTH / outputs);
    this.images = Math.max(1, Math.min(fitting, d.n() / (2 * workers)));
    int panel = kernels.panelColumns(n);
    this.paddedColumns = (n + panel - 1) / panel * panel;
    this.weights = new Weights[groups];
    for (int group = 0; group < groups; group++) {
      weights[group] = Weights.of(node.input(1), group * k, k, d.oc(), true);
    }
    this.firstSource = new int[d.ih() * d.iw() + 1];
    this.sources = sources();
    this.packed = node.workspace(DType.F32, (long) groups * paddedColumns * k);
    int rows = images * outputs;
    this.lefts =
        node.workspacePerWorker((rows + kernels.tileRows()) * (long) BlockProduct.LEFT_STRIDE);
    this.chunks = node.workspacePerWorker((long) rows * n + CpuKernels.SPARE);
    this.pixels =
        node.workspacePerWorker((long) d.ih() * d.iw() * d.icPerGroup() + CpuKernels.SPARE);
    this.products = new BlockProduct[workers];
    for (int i = 0; i < products.length; i++) {
      products[i] = kernels.newProduct();
    }
  }

  /** Why it cannot be done like this, or null if it can. */
  static @Nullable Unsupported refusal(Conv2dDims d) {
    if (d.ocPerGroup() > BlockProduct.MAX_DEPTH) {
      return new Unsupported("takes at most " + BlockProduct.MAX_DEPTH + " output channels");
    }
    long rowElements = (long) d.kh() * d.kw() * d.icPerGroup();
    long elements = (long) d.oh() * d.ow() * Math.max(rowElements, BlockProduct.LEFT_STRIDE);
    return Math.max(elements, (long) d.ih() * d.iw()) <= MOST_ELEMENTS
        ? null
        : new Unsupported("the patches of an image take " + elements + " elements, too many");
  }

  /** Fills {@link #firstSource}, and returns what it counts. */
  private int[] sources() {
    int[] counts = new int[d.ih() * d.iw() + 1];
    eachSource((pixel, offset) -> counts[pixel + 1]++);
    Arrays.parallelPrefix(counts, Integer::sum);
    System.arraycopy(counts, 0, firstSource, 0, counts.length);
    int[] all = new int[counts[counts.length - 1]];
    eachSource(
        (pixel, offset) -> {
          all[counts[pixel]] = offset;
          counts[pixel]++;
        });
    return all;
  }

  @FunctionalInterface
  private interface Source {
    /** An element of a row is added to a pixel of dx. */
    void is(int pixel, int offset);
  }

  private void eachSource(Source source) {
    Conv2dGeometry g = d.geometry();
    for (int tap = 0; tap < d.kh() * d.kw(); tap++) {
      int top = tap / d.kw() * g.dilationH() - g.padding().top();
      int left = tap % d.kw() * g.dilationW() - g.padding().left();
      for (int output = 0; output < d.oh() * d.ow(); output++) {
        int h = output / d.ow() * g.strideH() + top;
        int w = output % d.ow() * g.strideW() + left;
        if (h >= 0 && h < d.ih() && w >= 0 && w < d.iw()) {
          source.is(h * d.iw() + w, output * n + tap * d.icPerGroup());
        }
      }
    }
  }

  CpuStep step() {
    int packs = (n + PACK_COLUMNS - 1) / PACK_COLUMNS;
    int tasks = (d.n() + images - 1) / images;
    Workers.Task packing = (index, worker) -> pack(index / packs, index % packs * PACK_COLUMNS);
    Workers.Task adding = this::images;
    return () -> {
      node.workers().run(weights.length * packs, packing);
      node.workers().run(tasks, adding);
    };
  }

  private void pack(int group, int column) {
    int columns = Math.min(PACK_COLUMNS, n - column);
    int at = packed.at() + (group * paddedColumns + column) * k;
    weights[group].pack(kernels, 0, k, column, columns, packed.floats(), at);
  }

  private void images(int index, int worker) {
    int first = index * images;
    int count = Math.min(images, d.n() - first);
    CpuTensor chunk = chunks[worker];
    for (int group = 0; group < weights.length; group++) {
      multiply(first, count, group, worker);
      for (int i = 0; i < count; i++) {
        sum(first + i, group, pixels[worker], chunk.floats(), chunk.at() + i * d.oh() * d.ow() * n);
      }
    }
  }

  private void multiply(int image, int count, int group, int worker) {
    CpuTensor left = lefts[worker];
    CpuTensor chunk = chunks[worker];
    int rows = count * d.oh() * d.ow();
    int from = dy.at() + image * d.oh() * d.ow() * d.oc() + group * k;
    kernels.copyRows(
        dy.floats(), from, d.oc(), left.floats(), left.at(), BlockProduct.LEFT_STRIDE, rows, k);
    products[worker]
        .left(left.floats(), left.at())
        .rightPanels(packed.floats(), packed.at() + group * paddedColumns * k, k)
        .to(chunk.floats(), chunk.at(), n)
        .run(rows, n, k, false);
  }

  /** Sums what the rows of an image hold for its pixels. */
  private void sum(int image, int group, CpuTensor pixels, float[] rows, int at) {
    int channels = d.icPerGroup();
    int count = d.ih() * d.iw();
    for (int pixel = 0; pixel < count; pixel++) {
      int first = firstSource[pixel];
      int end = firstSource[pixel + 1];
      int to = pixels.at() + pixel * channels;
      kernels.sumRuns(rows, at, sources, first, end, pixels.floats(), to, channels);
    }
    float[] y = dx.c().floats();
    int to = dx.c().at() + image * count * d.ic() + group * channels;
    if (weights.length == 1) {
      System.arraycopy(pixels.floats(), pixels.at(), y, to, count * channels);
    } else {
      kernels.copyRows(pixels.floats(), pixels.at(), channels, y, to, d.ic(), count, channels);
    }
    dx.finish(kernels, to, count, group * channels, channels);
  }
}
