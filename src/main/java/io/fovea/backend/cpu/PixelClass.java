package io.fovea.backend.cpu;

import io.fovea.backend.Unsupported;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pixels of dx whose coordinates leave one remainder each when divided by the strides: rows
 * {@code h, h + strideH, ..} and columns {@code w, w + strideW, ..}. All of them are read by the
 * same taps, so their gradient is a convolution of dy with stride 1. With stride 1 there is one
 * class.
 *
 * @param taps what they read of dy; none where no output has read them
 * @param order for each of these taps, its number among the taps of w
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and only read
record PixelClass(Conv2dDims dims, int h, int w, Taps taps, int[] order) {
  private static final int MAX_CLASSES = 16;

  /** Why a data gradient should not be taken apart like this, or null. */
  static @Nullable Unsupported refusal(Conv2dDims d) {
    long classes = (long) classesH(d) * classesW(d);
    return classes <= MAX_CLASSES
        ? null
        : new Unsupported(
            "the strides leave " + classes + " classes of pixels, at most " + MAX_CLASSES + " pay");
  }

  private static int classesH(Conv2dDims d) {
    return Math.min(d.geometry().strideH(), d.ih());
  }

  private static int classesW(Conv2dDims d) {
    return Math.min(d.geometry().strideW(), d.iw());
  }

  /** All of them: each pixel of dx is in one. */
  static List<PixelClass> of(Conv2dDims d) {
    List<PixelClass> classes = new ArrayList<>();
    for (int h = 0; h < classesH(d); h++) {
      for (int w = 0; w < classesW(d); w++) {
        classes.add(of(d, h, w));
      }
    }
    return classes;
  }

  private static PixelClass of(Conv2dDims d, int h, int w) {
    Conv2dGeometry g = d.geometry();
    int rows = (d.ih() - h + g.strideH() - 1) / g.strideH();
    int columns = (d.iw() - w + g.strideW() - 1) / g.strideW();
    List<Integer> order = new ArrayList<>();
    for (int tap = d.kh() * d.kw() - 1; tap >= 0; tap--) {
      if (scaledH(d, h, tap) % g.strideH() == 0 && scaledW(d, w, tap) % g.strideW() == 0) {
        order.add(tap);
      }
    }
    int[] tapH = order.stream().mapToInt(t -> scaledH(d, h, t) / g.strideH()).toArray();
    int[] tapW = order.stream().mapToInt(t -> scaledW(d, w, t) / g.strideW()).toArray();
    int[] taps = order.stream().mapToInt(Integer::intValue).toArray();
    return new PixelClass(d, h, w, new Taps(rows, columns, 1, 1, tapH, tapW), taps);
  }

  /** Row of dy, times the stride, whose tap has read row h of x. */
  private static int scaledH(Conv2dDims d, int h, int tap) {
    return h + d.geometry().padding().top() - tap / d.kw() * d.geometry().dilationH();
  }

  private static int scaledW(Conv2dDims d, int w, int tap) {
    return w + d.geometry().padding().left() - tap % d.kw() * d.geometry().dilationW();
  }

  /** Pixels of all images. */
  int pixels() {
    return dims.n() * taps.rows() * taps.columns();
  }

  /** Terms of each sum. */
  int depth() {
    return order.length * dims.ocPerGroup();
  }

  /** A group's weights with input and output channels changed: {@code [depth, icPerGroup]}. */
  Weights weights(CpuTensor w, int group) {
    int oc = dims.ocPerGroup();
    int[] blocks =
        Arrays.stream(order).map(t -> t * dims.icPerGroup() * dims.oc() + group * oc).toArray();
    return new Weights(w, blocks, oc, 1, dims.oc());
  }

  /** Which pixel of dx the m-th one of the class is. */
  int pixel(int m) {
    int row = m / taps.columns();
    int image = row / taps.rows();
    int y = image * dims.ih() + h + (row - image * taps.rows()) * dims.geometry().strideH();
    return y * dims.iw() + w + (m - row * taps.columns()) * dims.geometry().strideW();
  }

  /** Stores sums of no terms. */
  void clear(CpuKernels kernels, Destination dx) {
    for (int m = 0; m < pixels(); m++) {
      int at = dx.c().at() + pixel(m) * dims.ic();
      Arrays.fill(dx.c().floats(), at, at + dims.ic(), 0f);
      dx.finish(kernels, at, 1, 0, dims.ic());
    }
  }
}
