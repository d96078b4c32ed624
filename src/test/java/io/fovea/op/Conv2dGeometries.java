package io.fovea.op;

import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The convolutions whose forward pass and both gradients are tested. */
final class Conv2dGeometries {
  /** One convolution. */
  record Line(String name, Shape x, Shape w, Conv2dGeometry geometry, boolean isBig) {
    Shape y() {
      return Conv2dDims.of(x, w, geometry).y();
    }
  }

  private static final Conv2dGeometry UNIT = Conv2dGeometry.UNIT;

  static final List<Line> ALL = new ArrayList<>();

  /** Few sums of many terms, which GPUs share out; for the forward pass alone. */
  static final Line LONG_SUMS = new Line("long_sums", x(1, 3, 3, 70), w(3, 3, 70, 6), UNIT, true);

  static {
    add("tiny", UNIT, x(1, 3, 3, 1), w(2, 2, 1, 2));
    add("one", UNIT, x(1, 1, 1, 1), w(1, 1, 1, 1));
    add("odd", UNIT.padding(Padding.of(1)), x(2, 5, 7, 3), w(3, 3, 3, 5));
    add("prime", UNIT, x(1, 11, 13, 7), w(5, 3, 7, 11));
    add("pointwise", UNIT, x(2, 6, 6, 8), w(1, 1, 8, 16));
    add("pointwise_strided", UNIT.stride(2, 2), x(2, 6, 5, 6), w(1, 1, 6, 10));
    add("pointwise_padded", UNIT.padding(new Padding(2, 0, 0, 0)), x(1, 6, 6, 3), w(1, 1, 3, 5));
    add("row_kernel", UNIT.padding(new Padding(0, 2, 0, 2)), x(2, 4, 9, 3), w(1, 5, 3, 4));
    add("column_kernel", UNIT.stride(2, 1), x(1, 9, 4, 2), w(4, 1, 2, 3));
    add(
        "asymmetric_padding",
        UNIT.stride(2, 1).padding(new Padding(0, 1, 2, 3)),
        x(2, 6, 5, 3),
        w(3, 2, 3, 4));
    add("stride_above_kernel", UNIT.stride(3, 4), x(2, 9, 10, 3), w(2, 2, 3, 4));
    add("unread_edge", UNIT.stride(3, 3), x(1, 6, 7, 2), w(2, 3, 2, 5));
    add(
        "strided_same",
        UNIT.stride(2, 2).padding(Padding.same(8, 8, 3, 3, 2, 2, 1, 1)),
        x(2, 8, 8, 4),
        w(3, 3, 4, 6));
    add("rows_dilated", UNIT.dilation(2, 1), x(1, 9, 6, 3), w(3, 2, 3, 4));
    add("dilated", UNIT.dilation(2, 3), x(1, 9, 11, 3), w(3, 3, 3, 4));
    add(
        "dilated_strided_padded",
        UNIT.dilation(3, 2).stride(2, 3).padding(new Padding(3, 2, 1, 4)),
        x(2, 10, 9, 2),
        w(3, 3, 2, 5));
    add("padding_above_kernel", UNIT.padding(Padding.of(3)), x(1, 6, 7, 2), w(2, 2, 2, 3));
    add("groups", UNIT.groups(3).padding(Padding.of(1)), x(2, 5, 6, 6), w(3, 3, 2, 9));
    add("groups_of_one_output", UNIT.groups(2), x(1, 5, 5, 8), w(3, 2, 4, 2));
    add("depthwise", UNIT.groups(5).padding(Padding.of(1)), x(2, 6, 5, 5), w(3, 3, 1, 5));
    add(
        "depthwise_strided",
        UNIT.groups(16).stride(2, 2).padding(new Padding(0, 0, 1, 1)),
        x(1, 8, 8, 16),
        w(3, 3, 1, 16));
    add("depthwise_dilated", UNIT.groups(4).dilation(2, 2), x(1, 7, 9, 4), w(3, 3, 1, 4));
    add("depth_multiplier", UNIT.groups(3).padding(Padding.of(1)), x(1, 5, 5, 3), w(3, 3, 1, 6));
    big("one_channel", UNIT.padding(Padding.of(1)), x(1, 28, 28, 1), w(3, 3, 1, 32));
    add("one_output_channel", UNIT, x(1, 8, 6, 20), w(3, 3, 20, 1));
    add("whole_image", UNIT, x(3, 5, 5, 4), w(5, 5, 4, 10));
    big("vectors", UNIT.padding(Padding.of(1)), x(2, 8, 8, 16), w(3, 3, 16, 16));
    big("tails", UNIT.padding(Padding.of(1)), x(1, 7, 9, 17), w(3, 3, 17, 33));
    // Stride 1 and 3x3 taps: images that tiles of 4x4 outputs fit, and others; few channels.
    add("whole_tiles", UNIT.padding(Padding.of(1)), x(1, 8, 4, 3), w(3, 3, 3, 4));
    add("cut_tiles", UNIT, x(2, 7, 11, 2), w(3, 3, 2, 3));
    add(
        "tiles_padded_unevenly",
        UNIT.padding(new Padding(0, 2, 3, 1)),
        x(1, 5, 6, 4),
        w(3, 3, 4, 9));
    add(
        "padding_right_of_image",
        UNIT.padding(new Padding(0, 0, 0, 4)),
        x(1, 4, 3, 2),
        w(3, 3, 2, 3));
    add(
        "padding_above_tile",
        UNIT.padding(new Padding(7, 8, 0, 0)),
        x(1, 20, 20, 2),
        w(3, 3, 2, 3));
    // So many channels that layers share a program of CPU devices, in several bands.
    big(
        "deep_strided",
        UNIT.stride(2, 1).padding(new Padding(0, 1, 1, 0)),
        x(2, 9, 40, 130),
        w(3, 3, 130, 36));
    // More channels and more tiles than are taken at a time.
    big("deep", UNIT.padding(Padding.of(1)), x(2, 7, 9, 130), w(3, 3, 130, 70));
    big("many_tiles", UNIT.padding(Padding.of(1)), x(3, 18, 21, 70), w(3, 3, 70, 33));
    ALL.add(new Line("big", x(2, 28, 28, 32), w(3, 3, 32, 64), UNIT.padding(Padding.of(1)), true));
  }

  private Conv2dGeometries() {}

  private static void add(String name, Conv2dGeometry geometry, Shape x, Shape w) {
    ALL.add(new Line(name, x, w, geometry, false));
  }

  private static void big(String name, Conv2dGeometry geometry, Shape x, Shape w) {
    ALL.add(new Line(name, x, w, geometry, true));
  }

  private static Shape x(int n, int ih, int iw, int ic) {
    return Shape.of(n, ih, iw, ic);
  }

  private static Shape w(int kh, int kw, int ic, int oc) {
    return Shape.of(kh, kw, ic, oc);
  }

  static Line named(String name) {
    return ALL.stream().filter(line -> line.name().equals(name)).findFirst().orElseThrow();
  }

  /** A convolution in which every tap and every output reads some pixel. */
  static Line random(Random random) {
    Line line;
    do {
      line = anyRandom(random);
    } while (!readsEverywhere(line));
    return line;
  }

  private static Line anyRandom(Random random) {
    int groups = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
    int kh = 1 + random.nextInt(4);
    int kw = 1 + random.nextInt(4);
    int dilationH = 1 + random.nextInt(2);
    int dilationW = 1 + random.nextInt(2);
    Shape x =
        x(
            1 + random.nextInt(3),
            (kh - 1) * dilationH + 1 + random.nextInt(8),
            (kw - 1) * dilationW + 1 + random.nextInt(8),
            groups * (1 + random.nextInt(9)));
    Padding padding =
        new Padding(random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3));
    Conv2dGeometry geometry =
        new Conv2dGeometry(
            1 + random.nextInt(3), 1 + random.nextInt(3), padding, dilationH, dilationW, groups);
    Shape w = w(kh, kw, x.dim(3) / groups, groups * (1 + random.nextInt(9)));
    return new Line("random", x, w, geometry, false);
  }

  private static boolean readsEverywhere(Line line) {
    Conv2dDims d = Conv2dDims.of(line.x(), line.w(), line.geometry());
    Conv2dGeometry g = line.geometry();
    Padding p = g.padding();
    return readsEverywhere(d.oh(), d.kh(), d.ih(), g.strideH(), p.top(), g.dilationH())
        && readsEverywhere(d.ow(), d.kw(), d.iw(), g.strideW(), p.left(), g.dilationW());
  }

  private static boolean readsEverywhere(int o, int k, int i, int stride, int pad, int dilation) {
    boolean[] outputReads = new boolean[o];
    boolean[] tapReads = new boolean[k];
    for (int output = 0; output < o; output++) {
      for (int tap = 0; tap < k; tap++) {
        int pixel = output * stride - pad + tap * dilation;
        outputReads[output] |= pixel >= 0 && pixel < i;
        tapReads[tap] |= pixel >= 0 && pixel < i;
      }
    }
    return all(outputReads) && all(tapReads);
  }

  private static boolean all(boolean[] facts) {
    for (boolean fact : facts) {
      if (!fact) {
        return false;
      }
    }
    return true;
  }
}
