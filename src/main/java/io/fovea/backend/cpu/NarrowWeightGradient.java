package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.op.Conv2dDims;
import io.fovea.tensor.DType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The weight gradient of a convolution with few output channels: a sum over pixels of dy times the
 * run of {@link StackedRows} that the pixel has read. Vectors run along the runs, where a product's
 * would run over output channels and be half empty. Stretches of the rows of outputs are summed by
 * several workers; their number depends on the shapes alone.
 */
final class NarrowWeightGradient {
  /** Output channels of a group up to which it pays: one vector of them. */
  private static final int MOST_CHANNELS = 8;

  /** Elements of a run from which it pays. */
  private static final int LEAST_RUN = 8;

  /** Outputs whose runs are stacked at a time, where more than one row fits. */
  private static final int BLOCK_OUTPUTS = 256;

  /** The same for the elements of the stack. */
  private static final int BLOCK_ELEMENTS = 32 * 1024;

  private static final int MOST_STRETCHES = 16;

  /** Products that make a stretch worth its own sums. */
  private static final int LEAST_PRODUCTS = 128 * 1024;

  private final CpuNode node;
  private final Conv2dDims d;
  private final CpuTensor dy;
  private final CpuKernels kernels;
  private final PlanarTiles[] tiles;
  private final StackedRows rows;
  private final int n;
  private final int blockRows;
  private final int blocksPerImage;
  private final int stretch;
  private final int stretches;
  private final int[] offsets;
  private final int sumStride;
  private final int heights;
  private final PartialSums sums;
  private final CpuTensor total;
  private final CpuTensor[] stacks;
  private final CpuTensor[] gradients;
  private final CpuTensor[] blockSums;

  /** The gradient of a node that has x and dy as inputs. */
  NarrowWeightGradient(CpuNode node, Conv2dDims d) {
    this.node = node;
    this.d = d;
    this.dy = node.input(1);
    this.kernels = node.kernels();
    this.tiles = new PlanarTiles[node.workers().count()];
    Arrays.setAll(tiles, worker -> kernels.newPlanarTiles());
    this.rows = new StackedRows(kernels, d, node.input(0));
    this.n = d.ocPerGroup();
    int fitting = Math.min(BLOCK_OUTPUTS / d.ow(), BLOCK_ELEMENTS / rows.rowElements());
    this.blockRows = Math.max(1, Math.min(d.oh(), fitting));
    this.blocksPerImage = (d.oh() + blockRows - 1) / blockRows;
    int blocks = d.n() * blocksPerImage;
    long products = (long) d.n() * d.oh() * d.ow() * rows.runElements() * n;
    long wanted = Math.max(1, Math.min(MOST_STRETCHES, products / LEAST_PRODUCTS));
    this.stretch = (int) ((blocks + wanted - 1) / wanted);
    this.stretches = (blocks + stretch - 1) / stretch;
    this.offsets = rows.offsets(blockRows);
    this.sumStride = tiles[0].roundUp(rows.runElements());
    this.heights = PlanarTiles.heights(n);
    this.total = node.workspace(DType.F32, (long) d.geometry().groups() * groupElements());
    this.sums = new PartialSums(node, total, stretches);
    this.stacks =
        node.workspacePerWorker((long) blockRows * rows.rowElements() + tiles[0].columns());
    this.gradients = node.workspacePerWorker((long) blockRows * d.ow() * heights);
    this.blockSums = node.workspacePerWorker(groupElements());
  }

  private int groupElements() {
    return heights * sumStride;
  }

  /** Why it cannot be done like this, or null if it can. */
  static @Nullable Unsupported refusal(Conv2dDims d) {
    if (d.geometry().dilationW() != 1) {
      return new Unsupported("columns must not be dilated");
    }
    long row = ((d.ow() - 1L) * d.geometry().strideW() + d.kw()) * d.kh() * d.icPerGroup();
    long sums = (long) d.kw() * d.kh() * d.icPerGroup() * (d.oc() + 6L * d.geometry().groups());
    return Math.max(row, sums) <= CpuTensor.MAX_ELEMENTS / 16
        ? null
        : new Unsupported("a row of outputs reads " + row + " elements, too many");
  }

  /** Why it does not pay, or null if it does. */
  static @Nullable Unsupported reluctance(Conv2dDims d) {
    if (d.ocPerGroup() > MOST_CHANNELS) {
      return new Unsupported("pays up to " + MOST_CHANNELS + " output channels of a group");
    }
    return d.kh() * d.kw() * d.icPerGroup() >= LEAST_RUN
        ? null
        : new Unsupported("pays where an output reads " + LEAST_RUN + " elements or more");
  }

  CpuStep step() {
    Workers.Task task = this::sum;
    CpuStep adding = sums.adding();
    int tasks = d.geometry().groups() * stretches;
    return () -> {
      node.workers().run(tasks, task);
      adding.run();
      store();
    };
  }

  /** Sums a stretch for one group. */
  private void sum(int index, int worker) {
    int group = index / stretches;
    CpuTensor part = sums.part(index % stretches);
    int to = part.at() + group * groupElements();
    int first = index % stretches * stretch;
    int end = Math.min(d.n() * blocksPerImage, first + stretch);
    for (int block = first; block < end; block++) {
      if (block == first) {
        multiply(block, group, worker, part.floats(), to);
      } else {
        float[] sum = blockSums[worker].floats();
        int at = blockSums[worker].at();
        multiply(block, group, worker, sum, at);
        kernels.add(part.floats(), to, sum, at, part.floats(), to, groupElements());
      }
    }
  }

  private void multiply(int block, int group, int worker, float[] sum, int sumAt) {
    int image = block / blocksPerImage;
    int row = block % blocksPerImage * blockRows;
    int count = Math.min(blockRows, d.oh() - row);
    int outputs = count * d.ow();
    CpuTensor stack = stacks[worker];
    rows.fill(image, group * d.icPerGroup(), row, count, stack.floats(), stack.at());
    int dyAt = dy.at() + (image * d.oh() + row) * d.ow() * d.oc() + group * n;
    for (int o = 0; o < n; ) {
      int height = PlanarTiles.height(n - o);
      float[] w = dy.floats();
      int wAt = dyAt + o;
      int wStride = d.oc();
      if (height > n - o) {
        w = gradients[worker].floats();
        wAt = gradients[worker].at();
        wStride = height;
        kernels.copyRows(dy.floats(), dyAt + o, d.oc(), w, wAt, height, outputs, n - o);
      }
      int to = sumAt + o * sumStride;
      float[] x = stack.floats();
      int xAt = stack.at();
      tiles[worker].row(
          height, outputs, w, wAt, wStride, x, xAt, offsets, sum, to, sumStride, sumStride);
      o += height;
    }
  }

  /** Stores the sums, whose runs lie output channel by output channel, as {@code [kh,kw,ic,oc]}. */
  private void store() {
    float[] dw = node.output(0).floats();
    int at = node.output(0).at();
    for (int kh = 0; kh < d.kh(); kh++) {
      for (int kw = 0; kw < d.kw(); kw++) {
        for (int ic = 0; ic < d.icPerGroup(); ic++) {
          for (int oc = 0; oc < d.oc(); oc++) {
            int row = oc / n * heights + oc % n;
            dw[at] = total.floats()[total.at() + row * sumStride + rows.place(kh, kw) + ic];
            at++;
          }
        }
      }
    }
  }
}
