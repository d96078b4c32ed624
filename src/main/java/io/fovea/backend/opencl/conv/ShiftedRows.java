package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClDeviceInfo;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.matmul.RegisterTile;
import org.jspecify.annotations.Nullable;

/**
 * How the kernels of shifted rows do a convolution or its weight gradient on a CPU device: the
 * kernel's columns times the output channels are the lanes of a tile. Where there are few channels
 * that fills vectors which the channels alone would leave mostly empty, and it skips the border.
 *
 * @param convolution what is computed, or what the weight gradient belongs to
 * @param lanes floats in a vector
 * @param vectors vectors of a tile
 * @param rows rows of a tile, which changes no bit
 * @param cost multiplications of vectors in whose time an image is done
 * @param bytes private memory of a work-item
 */
record ShiftedRows(
    Convolution convolution, int lanes, int vectors, int rows, double cost, double bytes) {
  private static final int LEAST_LANES = 4;
  private static final int MOST_LANES = 16;
  private static final int MOST_VECTORS = 4;
  private static final int MOST_ROWS = 14;

  /** Sums of a weight gradient that a work-item keeps, all in a core's first cache. */
  private static final int BLOCK_SUMS = 1 << 12;

  /** Sums that have to be under way so that none waits for another: two each of four cycles. */
  private static final int BUSY = 8;

  /** Multiplications in whose time the window moves on by a pixel, beside two for each vector. */
  private static final int WINDOW_COST = 2;

  /** By so much it must be cheaper than the usual way: the estimate is a rough one. */
  private static final double MARGIN = 0.8;

  /** The way of a convolution, whose tiles are of neighbouring pixels of the image. */
  static ShiftedRows ofConvolution(Convolution c, ClTarget target) {
    int lanes = lanes(c, target);
    int vectors = vectors(c, lanes);
    int rows = bestRows(c.iw(), vectors, target);
    double window = (double) c.oh() * c.iw() * (WINDOW_COST + 2 * vectors);
    double cost = kernelRows(c) * c.ic() * tileCost(c.iw(), vectors, rows) + window;
    double epilogue = 2.0 * ((double) c.ow() * c.oc() + lanes);
    double weights = (double) c.kh() * c.ic() * vectors * lanes;
    double bytes = (weights + rowLength(c, lanes, vectors) + epilogue) * Float.BYTES;
    return new ShiftedRows(c, lanes, vectors, rows, cost, bytes);
  }

  /** The way of a weight gradient, whose tiles are of rows of the kernel and of input channels. */
  static ShiftedRows ofWeightGradient(Convolution c, ClTarget target) {
    int lanes = lanes(c, target);
    int vectors = vectors(c, lanes);
    int channels = blockChannels(c, lanes * vectors);
    int sums = (int) Math.min((long) c.kh() * channels, Integer.MAX_VALUE);
    int rows = bestRows(sums, vectors, target);
    double blocks = (double) c.ic() / channels;
    double cost = kernelRows(c) / c.kh() * c.iw() * tileCost(sums, vectors, rows) * blocks;
    double weights = (double) sums * vectors * lanes;
    double rowSums = (double) c.ow() * c.oc();
    double bytes = (weights + rowLength(c, lanes, vectors) + rowSums) * Float.BYTES;
    return new ShiftedRows(c, lanes, vectors, rows, cost, bytes);
  }

  private static int blockChannels(Convolution c, int panel) {
    return (int) Math.max(1, Math.min(c.ic(), BLOCK_SUMS / ((long) c.kh() * panel)));
  }

  /** Input channels whose weight gradient a work-item computes. */
  int blockChannels() {
    return blockChannels(convolution, lanes * vectors);
  }

  private static int lanes(Convolution c, ClTarget target) {
    int width = Integer.highestOneBit(target.device().floatWidth());
    int most = Math.max(LEAST_LANES, Math.min(MOST_LANES, width));
    return (int) Math.min(most, Long.highestOneBit(2L * c.kw() * c.oc() - 1));
  }

  private static int vectors(Convolution c, int lanes) {
    return (int) Math.min(((long) c.kw() * c.oc() + lanes - 1) / lanes, MOST_VECTORS + 1);
  }

  /** The rows of a tile that waste least behind the last of some, and on waiting. */
  private static int bestRows(int count, int vectors, ClTarget target) {
    int most = Math.min(MOST_ROWS, target.device().vectorRegisters() / vectors - 2);
    int best = 1;
    for (int rows = 2; rows <= Math.min(count, most); rows++) {
      if (tileCost(count, vectors, rows) <= tileCost(count, vectors, best)) {
        best = rows;
      }
    }
    return best;
  }

  /** Multiplications in whose time the tiles of some rows take one step each. */
  private static double tileCost(int count, int vectors, int rows) {
    int tiles = (count + rows - 1) / rows;
    return tiles * (double) Math.max(rows * vectors, BUSY);
  }

  /** Rows of the kernel that meet a row of the image, over all rows of the output. */
  private static double kernelRows(Convolution c) {
    long count = 0;
    for (int oh = 0; oh < c.oh(); oh++) {
      for (int kh = 0; kh < c.kh(); kh++) {
        long ih = (long) oh * c.strideH() - c.padTop() + (long) kh * c.dilationH();
        if (ih >= 0 && ih % c.upsampleH() == 0 && ih / c.upsampleH() < c.ih()) {
          count++;
        }
      }
    }
    return count;
  }

  /** Floats of a row with what the lanes reach left and right of it, at most. */
  private static double rowLength(Convolution c, int lanes, int vectors) {
    double reach = (double) c.iw() * c.upsampleW() + Math.abs((double) c.padLeft()) + 2.0 * c.kw();
    return (c.kw() + Math.max(c.ow(), reach)) * c.oc() + (double) vectors * lanes;
  }

  /** Why it cannot be done so, or null. */
  @Nullable Unsupported refusal() {
    Convolution c = convolution;
    if (c.groups() > 1 || c.strideW() > 1 || c.dilationW() > 1) {
      return new Unsupported("it needs one group, and rows without stride and dilation");
    }
    if (lanes < 2 || vectors > MOST_VECTORS || (long) c.upsampleW() * c.oc() > lanes) {
      return new Unsupported("it needs few output channels and columns of the kernel");
    }
    return bytes <= ClDeviceInfo.CPU_PRIVATE_BYTES
        ? null
        : new Unsupported(
            "a work-item needs "
                + (long) bytes
                + " bytes of private memory, it may have "
                + ClDeviceInfo.CPU_PRIVATE_BYTES);
  }

  /** Why the usual way is better, or null. */
  @Nullable Unsupported reluctance(ClTarget target) {
    Convolution c = convolution;
    if (target.device().floatWidth() < lanes) {
      return new Unsupported("the device's vectors are shorter");
    }
    RegisterTile tile = RegisterTile.of(target, c.oc());
    double taps = (double) c.kh() * c.kw() * c.ic() / (c.upsampleH() * c.upsampleW());
    double usual = taps * c.oh() * c.ow() * tile.panels(c.oc()) * tile.vectors();
    return cost < MARGIN * usual
        ? null
        : new Unsupported("vectors of output channels are full enough");
  }

  /** What the kernels need to know of this. */
  Macros macros() {
    return convolution
        .macros()
        .with(Macros.of("VEC", lanes).with("VECTORS", vectors).with("ROWS", rows));
  }
}
