package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.AddBias;
import io.fovea.op.Axis;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Padding;
import io.fovea.op.Resample2d;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * 3-D convolution, of volumes or films. Input {@code x [n, id, ih, iw, ic]}, output {@code y [n,
 * od, oh, ow, filters]}; parameters {@code w [kh, kw, kd, ic, filters]} and, with a bias, {@code b
 * [filters]}. The slices that a kernel covers are laid side by side as channels, and a 2-D
 * convolution does the rest.
 *
 * <p>Weights begin with {@link He#normal} unless another initialiser is given, a bias with zeros.
 *
 * @param kd slices of the kernel
 * @param depth padding before and behind, as top and bottom of a border
 * @param border padding of each slice
 */
public record Conv3d(
    int filters,
    int kd,
    int kh,
    int kw,
    int strideD,
    int strideH,
    int strideW,
    Border depth,
    Border border,
    boolean bias,
    Initializer initializer)
    implements Layer {

  public Conv3d {
    new Conv2d(filters, kh, kw, strideH, strideW, border, 1, 1, 1, bias, initializer);
    require(kd >= 1, "conv3d: the kernel must be at least 1 deep, got %d", kd);
    require(strideD >= 1, "conv3d: stride must be at least 1, got %d", strideD);
    require(
        depth.edge() == Axis.Edge.ZERO,
        "conv3d: the padding before and behind must be zeros, not that of a border which replicates or"
            + " reflects; rows and columns may have one: padding(SAME, Border.replicate(SAME))");
  }

  /** Cubic kernels, stride 1, no padding, with a bias. */
  public static Conv3d of(int filters, int k) {
    return of(filters, k, k, k);
  }

  /** Stride 1, no padding, with a bias. */
  public static Conv3d of(int filters, int kd, int kh, int kw) {
    return new Conv3d(filters, kd, kh, kw, 1, 1, 1, Border.VALID, Border.VALID, true, He.normal());
  }

  /** This layer with another stride. */
  public Conv3d stride(int all) {
    return stride(all, all, all);
  }

  /** This layer with another stride. */
  public Conv3d stride(int d, int h, int w) {
    return new Conv3d(filters, kd, kh, kw, d, h, w, depth, border, bias, initializer);
  }

  /**
   * This layer with another padding, of zeros: SAME, VALID, or the same on all sides.
   *
   * @throws io.fovea.op.ShapeException for borders that replicate or reflect: those are for rows
   *     and columns alone, as in {@code padding(SAME, Border.replicate(SAME))}
   */
  public Conv3d padding(Border all) {
    return padding(all, all);
  }

  /**
   * This layer with another padding, before and behind as top and bottom of the first, which must
   * be of zeros.
   */
  public Conv3d padding(Border newDepth, Border newBorder) {
    return new Conv3d(
        filters, kd, kh, kw, strideD, strideH, strideW, newDepth, newBorder, bias, initializer);
  }

  /** This layer without a bias. */
  public Conv3d withoutBias() {
    return new Conv3d(
        filters, kd, kh, kw, strideD, strideH, strideW, depth, border, false, initializer);
  }

  /** This layer with other initial weights. */
  public Conv3d initializer(Initializer newInitializer) {
    return new Conv3d(
        filters, kd, kh, kw, strideD, strideH, strideW, depth, border, bias, newInitializer);
  }

  @Override
  public String kind() {
    return "conv";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    Shape volume = x.shape();
    scope.require(volume.rank() == 5, "x must be volumes [n, id, ih, iw, ic], got %s", volume);
    int id = volume.dim(1);
    int ic = volume.dim(4);
    Shape line = Shape.of(volume.dim(0), id, 1, ic);
    Padding ends = depth.padding(line, kd, 1, strideD, 1, 1, 1);
    int room = id + ends.top() + ends.bottom() - kd;
    scope.require(
        room >= 0, "the kernel is %d deep, the padded x %d (x %s)", kd, room + kd, volume);
    int od = room / strideD + 1;
    Value slices = slices(scope, x, od, ends.top());
    Fan fan = new Fan((long) kd * kh * kw * ic, (long) kd * kh * kw * filters);
    Value w = scope.parameter("w", Shape.of(kh, kw, kd, ic, filters), initializer, fan);
    Value flat = scope.emit(new Reshape(Shape.of(kh, kw, kd * ic, filters)), w);
    Padding sides = border.padding(slices.shape(), kh, kw, strideH, strideW, 1, 1);
    Bordered images = Bordered.of(scope, slices, sides, border.edge());
    Conv2dGeometry geometry = new Conv2dGeometry(strideH, strideW, images.padding(), 1, 1, 1);
    Value y = scope.emit(new io.fovea.op.Conv2d(geometry), images.x(), flat);
    if (bias) {
      Value b = scope.plainParameter("b", Shape.of(filters), new Zeros());
      y = scope.emit(new AddBias(), y, b);
    }
    Shape output = Shape.of(volume.dim(0), od, y.shape().dim(1), y.shape().dim(2), filters);
    return scope.emit(new Reshape(output), y);
  }

  /** {@code [n od, ih, iw, kd ic]}: for each output slice, the input slices under the kernel. */
  private Value slices(Scope scope, Value x, int od, int before) {
    Shape volume = x.shape();
    int pixels = volume.dim(2) * volume.dim(3);
    Shape flat = Shape.of(volume.dim(0), volume.dim(1), pixels, volume.dim(4));
    Value lines = scope.emit(new Reshape(flat), x);
    List<Value> taps = new ArrayList<>();
    for (int k = 0; k < kd; k++) {
      Axis rows = Axis.every(volume.dim(1), od, k - before, strideD);
      taps.add(scope.emit(new Resample2d(rows, Axis.same(pixels)), lines));
    }
    Value sideBySide =
        kd == 1 ? taps.get(0) : scope.emitAll(new io.fovea.op.Concat(3, kd), taps).get(0);
    Shape images = Shape.of(volume.dim(0) * od, volume.dim(2), volume.dim(3), kd * volume.dim(4));
    return scope.emit(new Reshape(images), sideBySide);
  }
}
