package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.AddBias;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Padding;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * 2-D convolution. Input {@code x [n, ih, iw, ic]}, output {@code y [n, oh, ow, filters]};
 * parameters {@code w [kh, kw, ic / groups, filters]} and, with a bias, {@code b [filters]}.
 * Convolution means correlation: w is not flipped.
 *
 * <p>Weights begin with {@link He#normal} unless another initialiser is given, a bias with zeros.
 *
 * @param filters number of output channels
 * @param kh rows of the kernel
 * @param kw columns of the kernel
 */
public record Conv2d(
    int filters,
    int kh,
    int kw,
    int strideH,
    int strideW,
    Border border,
    int dilationH,
    int dilationW,
    int groups,
    boolean bias,
    Initializer initializer)
    implements Layer {

  public Conv2d {
    require(filters >= 1, "conv2d: filters must be at least 1, got %d", filters);
    require(kh >= 1 && kw >= 1, "conv2d: the kernel must be at least 1x1, got %dx%d", kh, kw);
    require(
        strideH >= 1 && strideW >= 1,
        "conv2d: stride must be at least 1, got %d x %d",
        strideH,
        strideW);
    require(
        dilationH >= 1 && dilationW >= 1,
        "conv2d: dilation must be at least 1, got %d x %d",
        dilationH,
        dilationW);
    require(groups >= 1, "conv2d: groups must be at least 1, got %d", groups);
    require(filters % groups == 0, "conv2d: %d groups do not divide %d filters", groups, filters);
  }

  /** Square kernels, stride 1, no padding, with a bias. */
  public static Conv2d of(int filters, int k) {
    return of(filters, k, k);
  }

  /** Rectangular kernels, stride 1, no padding, with a bias. */
  public static Conv2d of(int filters, int kh, int kw) {
    return new Conv2d(filters, kh, kw, 1, 1, Border.VALID, 1, 1, 1, true, He.normal());
  }

  /** This layer with another stride. */
  public Conv2d stride(int both) {
    return stride(both, both);
  }

  /** This layer with another stride. */
  public Conv2d stride(int h, int w) {
    return new Conv2d(
        filters, kh, kw, h, w, border, dilationH, dilationW, groups, bias, initializer);
  }

  /** This layer with another padding. */
  public Conv2d padding(Border newBorder) {
    return new Conv2d(
        filters,
        kh,
        kw,
        strideH,
        strideW,
        newBorder,
        dilationH,
        dilationW,
        groups,
        bias,
        initializer);
  }

  /** This layer with another dilation: the distance between taps. */
  public Conv2d dilation(int h, int w) {
    return new Conv2d(filters, kh, kw, strideH, strideW, border, h, w, groups, bias, initializer);
  }

  /** This layer with input and output channels split into groups that do not mix. */
  public Conv2d groups(int newGroups) {
    return new Conv2d(
        filters,
        kh,
        kw,
        strideH,
        strideW,
        border,
        dilationH,
        dilationW,
        newGroups,
        bias,
        initializer);
  }

  /** This layer without a bias. */
  public Conv2d withoutBias() {
    return new Conv2d(
        filters,
        kh,
        kw,
        strideH,
        strideW,
        border,
        dilationH,
        dilationW,
        groups,
        false,
        initializer);
  }

  /** This layer with other initial weights. */
  public Conv2d initializer(Initializer newInitializer) {
    return new Conv2d(
        filters,
        kh,
        kw,
        strideH,
        strideW,
        border,
        dilationH,
        dilationW,
        groups,
        bias,
        newInitializer);
  }

  @Override
  public String kind() {
    return "conv";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    scope.require(x.shape().rank() == 4, "x must be images [n, ih, iw, ic], got %s", x.shape());
    int ic = x.shape().dim(3);
    scope.require(
        ic % groups == 0,
        "x has %d channels, which %d groups do not divide (x %s)",
        ic,
        groups,
        x.shape());
    long taps = (long) kh * kw;
    Fan fan = new Fan(taps * (ic / groups), taps * (filters / groups));
    Value w = scope.parameter("w", Shape.of(kh, kw, ic / groups, filters), initializer, fan);
    Padding padding = border.padding(x.shape(), kh, kw, strideH, strideW, dilationH, dilationW);
    Bordered images = Bordered.of(scope, x, padding, border.edge());
    Conv2dGeometry geometry =
        new Conv2dGeometry(strideH, strideW, images.padding(), dilationH, dilationW, groups);
    Value y = scope.emit(new io.fovea.op.Conv2d(geometry), images.x(), w);
    if (!bias) {
      return y;
    }
    return scope.emit(new AddBias(), y, scope.plainParameter("b", Shape.of(filters), new Zeros()));
  }
}
