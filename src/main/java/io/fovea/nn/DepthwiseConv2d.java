package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.Value;
import java.util.List;

/**
 * A convolution that keeps channels apart: {@link Conv2d} with as many groups as input channels.
 * Input {@code x [n, ih, iw, c]}, output {@code y [n, oh, ow, c * multiplier]}; parameters {@code w
 * [kh, kw, 1, c * multiplier]} and, with a bias, {@code b [c * multiplier]}.
 *
 * <p>Weights begin with {@link He#normal} unless another initialiser is given, a bias with zeros.
 *
 * @param multiplier output channels per input channel
 * @param kh rows of the kernel
 * @param kw columns of the kernel
 */
public record DepthwiseConv2d(
    int multiplier,
    int kh,
    int kw,
    int strideH,
    int strideW,
    Border border,
    int dilationH,
    int dilationW,
    boolean bias,
    Initializer initializer)
    implements Layer {

  public DepthwiseConv2d {
    require(multiplier >= 1, "depthwise: multiplier must be at least 1, got %d", multiplier);
    new Conv2d(1, kh, kw, strideH, strideW, border, dilationH, dilationW, 1, bias, initializer);
  }

  /** One output channel per input channel, square kernels, stride 1, no padding, with a bias. */
  public static DepthwiseConv2d of(int k) {
    return of(k, k);
  }

  /** The same with rectangular kernels. */
  public static DepthwiseConv2d of(int kh, int kw) {
    return new DepthwiseConv2d(1, kh, kw, 1, 1, Border.VALID, 1, 1, true, He.normal());
  }

  /** This layer with more output channels per input channel. */
  public DepthwiseConv2d multiplier(int newMultiplier) {
    return new DepthwiseConv2d(
        newMultiplier, kh, kw, strideH, strideW, border, dilationH, dilationW, bias, initializer);
  }

  /** This layer with another stride. */
  public DepthwiseConv2d stride(int both) {
    return stride(both, both);
  }

  /** This layer with another stride. */
  public DepthwiseConv2d stride(int h, int w) {
    return new DepthwiseConv2d(
        multiplier, kh, kw, h, w, border, dilationH, dilationW, bias, initializer);
  }

  /** This layer with another padding. */
  public DepthwiseConv2d padding(Border newBorder) {
    return new DepthwiseConv2d(
        multiplier, kh, kw, strideH, strideW, newBorder, dilationH, dilationW, bias, initializer);
  }

  /** This layer with another dilation. */
  public DepthwiseConv2d dilation(int h, int w) {
    return new DepthwiseConv2d(
        multiplier, kh, kw, strideH, strideW, border, h, w, bias, initializer);
  }

  /** This layer without a bias. */
  public DepthwiseConv2d withoutBias() {
    return new DepthwiseConv2d(
        multiplier, kh, kw, strideH, strideW, border, dilationH, dilationW, false, initializer);
  }

  /** This layer with other initial weights. */
  public DepthwiseConv2d initializer(Initializer newInitializer) {
    return new DepthwiseConv2d(
        multiplier, kh, kw, strideH, strideW, border, dilationH, dilationW, bias, newInitializer);
  }

  @Override
  public String kind() {
    return "depthwise";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    scope.require(x.shape().rank() == 4, "x must be images [n, ih, iw, c], got %s", x.shape());
    int c = x.shape().dim(3);
    return new Conv2d(
            c * multiplier,
            kh,
            kw,
            strideH,
            strideW,
            border,
            dilationH,
            dilationW,
            c,
            bias,
            initializer)
        .build(scope, inputs);
  }
}
