package io.fovea.nn;

import io.fovea.op.Padding;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * 1-D convolution: a 2-D convolution of images of one row. Input {@code x [n, iw, ic]}, output
 * {@code y [n, ow, filters]}; parameters {@code w [1, k, ic / groups, filters]} and, with a bias,
 * {@code b [filters]}.
 *
 * <p>Weights begin with {@link He#normal} unless another initialiser is given, a bias with zeros.
 *
 * @param border of which only left and right count
 */
public record Conv1d(
    int filters,
    int k,
    int stride,
    Border border,
    int dilation,
    int groups,
    boolean bias,
    Initializer initializer)
    implements Layer {

  public Conv1d {
    new Conv2d(filters, 1, k, 1, stride, border, 1, dilation, groups, bias, initializer);
  }

  /** Stride 1, no padding, with a bias. */
  public static Conv1d of(int filters, int k) {
    return new Conv1d(filters, k, 1, Border.VALID, 1, 1, true, He.normal());
  }

  /** This layer with another stride. */
  public Conv1d stride(int newStride) {
    return new Conv1d(filters, k, newStride, border, dilation, groups, bias, initializer);
  }

  /** This layer with another padding. */
  public Conv1d padding(Border newBorder) {
    return new Conv1d(filters, k, stride, newBorder, dilation, groups, bias, initializer);
  }

  /** This layer with another dilation: the distance between taps. */
  public Conv1d dilation(int newDilation) {
    return new Conv1d(filters, k, stride, border, newDilation, groups, bias, initializer);
  }

  /** This layer with input and output channels split into groups that do not mix. */
  public Conv1d groups(int newGroups) {
    return new Conv1d(filters, k, stride, border, dilation, newGroups, bias, initializer);
  }

  /** This layer without a bias. */
  public Conv1d withoutBias() {
    return new Conv1d(filters, k, stride, border, dilation, groups, false, initializer);
  }

  /** This layer with other initial weights. */
  public Conv1d initializer(Initializer newInitializer) {
    return new Conv1d(filters, k, stride, border, dilation, groups, bias, newInitializer);
  }

  @Override
  public String kind() {
    return "conv";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    Shape shape = x.shape();
    scope.require(shape.rank() == 3, "x must be rows [n, iw, ic], got %s", shape);
    Shape row = Shape.of(shape.dim(0), 1, shape.dim(1), shape.dim(2));
    Padding sides = border.padding(row, 1, k, 1, stride, 1, dilation);
    Border across = Border.of(0, sides.left(), 0, sides.right());
    Value y =
        new Conv2d(
                filters,
                1,
                k,
                1,
                stride,
                new Border.Filled(across, border.edge()),
                1,
                dilation,
                groups,
                bias,
                initializer)
            .build(scope, List.of(scope.emit(new Reshape(row), x)));
    return scope.emit(new Reshape(Shape.of(shape.dim(0), y.shape().dim(2), filters)), y);
  }
}
