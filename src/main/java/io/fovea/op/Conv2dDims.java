package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;

/**
 * Every extent of one 2-D convolution: {@code x [n, ih, iw, ic]}, {@code w [kh, kw, ic/groups,
 * oc]}, {@code y [n, oh, ow, oc]}. Output channel {@code o} belongs to group {@code o / (oc /
 * groups)} and reads that group's consecutive input channels. Convolution means correlation: w is
 * not flipped.
 */
public record Conv2dDims(
    int n,
    int ih,
    int iw,
    int ic,
    int kh,
    int kw,
    int oh,
    int ow,
    int oc,
    Conv2dGeometry geometry) {

  /**
   * The extents for an input and weights.
   *
   * @throws ShapeException if they do not fit
   */
  public static Conv2dDims of(Shape x, Shape w, Conv2dGeometry g) {
    require(x.rank() == 4, "x must have 4 axes [n, ih, iw, ic], got %s", x);
    require(w.rank() == 4, "w must have 4 axes [kh, kw, ic/groups, oc], got %s", w);
    int ic = x.dim(3);
    int oc = w.dim(3);
    require(
        ic % g.groups() == 0,
        "x has %d channels, which %d groups do not divide (x %s)",
        ic,
        g.groups(),
        x);
    require(
        oc % g.groups() == 0,
        "w has %d output channels, which %d groups do not divide (w %s)",
        oc,
        g.groups(),
        w);
    require(
        ic == w.dim(2) * g.groups(),
        "x has %d channels, w expects %d (x %s, w %s, groups %d)",
        ic,
        (long) w.dim(2) * g.groups(),
        x,
        w,
        g.groups());
    Padding p = g.padding();
    int oh = outputs("height", x.dim(1), w.dim(0), g.strideH(), g.dilationH(), p.top(), p.bottom());
    int ow = outputs("width", x.dim(2), w.dim(1), g.strideW(), g.dilationW(), p.left(), p.right());
    return new Conv2dDims(x.dim(0), x.dim(1), x.dim(2), ic, w.dim(0), w.dim(1), oh, ow, oc, g);
  }

  private static int outputs(
      String axis, int i, int k, int stride, int dilation, int before, int after) {
    long reach = (long) (k - 1) * dilation + 1;
    long padded = (long) i + before + after;
    require(
        reach <= padded,
        "the kernel reaches over %d pixels of %s, the padded input has %d"
            + " (input %d, padding %d and %d, kernel %d, dilation %d)",
        reach,
        axis,
        padded,
        i,
        before,
        after,
        k,
        dilation);
    require(
        padded <= Integer.MAX_VALUE && reach <= Integer.MAX_VALUE,
        "the padded %s %d exceeds 2^31 - 1",
        axis,
        padded);
    return (int) ((padded - reach) / stride) + 1;
  }

  /** Input channels of one group. */
  public int icPerGroup() {
    return ic / geometry.groups();
  }

  /** Output channels of one group. */
  public int ocPerGroup() {
    return oc / geometry.groups();
  }

  /** Multiply-adds of the whole convolution, taps in the padding included. */
  public long multiplyAdds() {
    return (long) n * oh * ow * oc * kh * kw * icPerGroup();
  }

  public Shape x() {
    return Shape.of(n, ih, iw, ic);
  }

  public Shape w() {
    return Shape.of(kh, kw, icPerGroup(), oc);
  }

  public Shape y() {
    return Shape.of(n, oh, ow, oc);
  }
}
