package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.AddBias;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Padding;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Transposed 2-D convolution: the gradient of a convolution by its input, which enlarges images by
 * its stride. Input {@code x [n, ih, iw, ic]}, output {@code y [n, oh, ow, filters]}; parameters
 * {@code w [kh, kw, filters / groups, ic]} and, with a bias, {@code b [filters]}.
 *
 * <p>With padding SAME {@code oh = ih strideH}; otherwise, as in PyTorch, {@code oh = (ih - 1)
 * strideH + dilationH (kh - 1) + 1 - top - bottom + extraH}.
 *
 * <p>Weights begin with {@link He#normal} unless another initialiser is given, a bias with zeros.
 *
 * @param extraH rows added at the bottom, fewer than the stride: several sizes have a convolution
 *     that leads to the same one, and this chooses among them; not with SAME
 */
public record ConvTranspose2d(
    int filters,
    int kh,
    int kw,
    int strideH,
    int strideW,
    Border border,
    int extraH,
    int extraW,
    int dilationH,
    int dilationW,
    int groups,
    boolean bias,
    Initializer initializer)
    implements Layer {

  public ConvTranspose2d {
    new Conv2d(
        filters, kh, kw, strideH, strideW, border, dilationH, dilationW, 1, bias, initializer);
    require(groups >= 1, "conv_transpose2d: groups must be at least 1, got %d", groups);
    require(
        filters % groups == 0,
        "conv_transpose2d: %d groups do not divide %d filters",
        groups,
        filters);
    require(
        extraH >= 0 && extraW >= 0 && extraH < strideH && extraW < strideW,
        "conv_transpose2d: extra rows and columns must be fewer than the stride %d x %d, got %d x %d",
        strideH,
        strideW,
        extraH,
        extraW);
    require(
        !(border instanceof Border.Same) || (extraH == 0 && extraW == 0),
        "conv_transpose2d: padding SAME leaves no choice of extra rows and columns");
    require(
        border.edge() == io.fovea.op.Axis.Edge.ZERO,
        "conv_transpose2d: its border is cut off, so nothing can lie in it");
  }

  /** Square kernels, stride 1, no padding, with a bias. */
  public static ConvTranspose2d of(int filters, int k) {
    return of(filters, k, k);
  }

  /** Rectangular kernels, stride 1, no padding, with a bias. */
  public static ConvTranspose2d of(int filters, int kh, int kw) {
    return new ConvTranspose2d(
        filters, kh, kw, 1, 1, Border.VALID, 0, 0, 1, 1, 1, true, He.normal());
  }

  /** This layer with another stride. */
  public ConvTranspose2d stride(int both) {
    return stride(both, both);
  }

  /** This layer with another stride. */
  public ConvTranspose2d stride(int h, int w) {
    return new ConvTranspose2d(
        filters,
        kh,
        kw,
        h,
        w,
        border,
        extraH,
        extraW,
        dilationH,
        dilationW,
        groups,
        bias,
        initializer);
  }

  /** This layer with another padding, which is cut off its output. */
  public ConvTranspose2d padding(Border newBorder) {
    return new ConvTranspose2d(
        filters,
        kh,
        kw,
        strideH,
        strideW,
        newBorder,
        extraH,
        extraW,
        dilationH,
        dilationW,
        groups,
        bias,
        initializer);
  }

  /** This layer with rows and columns added at the bottom and right. */
  public ConvTranspose2d extra(int h, int w) {
    return new ConvTranspose2d(
        filters,
        kh,
        kw,
        strideH,
        strideW,
        border,
        h,
        w,
        dilationH,
        dilationW,
        groups,
        bias,
        initializer);
  }

  /** This layer with another dilation: the distance between taps. */
  public ConvTranspose2d dilation(int h, int w) {
    return new ConvTranspose2d(
        filters, kh, kw, strideH, strideW, border, extraH, extraW, h, w, groups, bias, initializer);
  }

  /** This layer with input and output channels split into groups that do not mix. */
  public ConvTranspose2d groups(int newGroups) {
    return new ConvTranspose2d(
        filters,
        kh,
        kw,
        strideH,
        strideW,
        border,
        extraH,
        extraW,
        dilationH,
        dilationW,
        newGroups,
        bias,
        initializer);
  }

  /** This layer without a bias. */
  public ConvTranspose2d withoutBias() {
    return new ConvTranspose2d(
        filters,
        kh,
        kw,
        strideH,
        strideW,
        border,
        extraH,
        extraW,
        dilationH,
        dilationW,
        groups,
        false,
        initializer);
  }

  /** This layer with other initial weights. */
  public ConvTranspose2d initializer(Initializer newInitializer) {
    return new ConvTranspose2d(
        filters,
        kh,
        kw,
        strideH,
        strideW,
        border,
        extraH,
        extraW,
        dilationH,
        dilationW,
        groups,
        bias,
        newInitializer);
  }

  @Override
  public String kind() {
    return "transposed";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.images(inputs);
    int ic = x.shape().dim(3);
    scope.require(
        ic % groups == 0,
        "x has %d channels, which %d groups do not divide (x %s)",
        ic,
        groups,
        x.shape());
    // The convolution that this undoes leads from y to x.
    Shape y = outputShape(scope, x.shape());
    Padding padding = border.padding(y, kh, kw, strideH, strideW, dilationH, dilationW);
    Conv2dGeometry geometry =
        new Conv2dGeometry(strideH, strideW, padding, dilationH, dilationW, groups);
    long taps = (long) kh * kw;
    Fan fan = new Fan(taps * (ic / groups), taps * (filters / groups));
    Value w = scope.parameter("w", Shape.of(kh, kw, filters / groups, ic), initializer, fan);
    Value sums = scope.emit(new Conv2dDataGradient(geometry, y), x, w);
    if (!bias) {
      return sums;
    }
    Value b = scope.plainParameter("b", Shape.of(filters), new Zeros());
    return scope.emit(new AddBias(), sums, b);
  }

  private Shape outputShape(Scope scope, Shape x) {
    long oh = (long) x.dim(1) * strideH;
    long ow = (long) x.dim(2) * strideW;
    if (!(border instanceof Border.Same)) {
      Padding cut = border.padding(x, kh, kw, strideH, strideW, dilationH, dilationW);
      oh += (long) dilationH * (kh - 1) + 1 - strideH - cut.top() - cut.bottom() + extraH;
      ow += (long) dilationW * (kw - 1) + 1 - strideW - cut.left() - cut.right() + extraW;
    }
    scope.require(
        oh >= 1 && ow >= 1, "padding leaves nothing of the output: %d x %d of x %s", oh, ow, x);
    scope.require(
        oh <= Integer.MAX_VALUE && ow <= Integer.MAX_VALUE,
        "the output would have %d x %d pixels, more than 2^31 - 1 rows or columns (x %s)",
        oh,
        ow,
        x);
    return Shape.of(x.dim(0), (int) oh, (int) ow, filters);
  }
}
