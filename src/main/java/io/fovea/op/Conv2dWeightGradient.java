package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Gradient of a convolution by its weights: {@code dw[kh,kw,ic,oc]} is the sum over {@code n, oh,
 * ow} of the pixel of x that the tap reads times {@code dy[n,oh,ow,oc]}. Inputs {@code x [n, ih,
 * iw, ic]}, {@code dy [n, oh, ow, oc]}; outputs {@code dw [kh, kw, ic/groups, oc]} and, with a
 * bias, {@code db [oc]}, the sum of dy, which is read once for both.
 *
 * @param w the shape of dw, which x and dy alone do not determine
 */
public record Conv2dWeightGradient(Conv2dGeometry geometry, Shape w, boolean bias) implements Op {
  /** The gradient by the weights alone. */
  public Conv2dWeightGradient(Conv2dGeometry geometry, Shape w) {
    this(geometry, w, false);
  }

  @Override
  public String name() {
    return "conv2d_weight_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "dy");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.real("x", inputs.get(0));
    Rules.real("dy", inputs.get(1));
    Conv2dDims dims = dims(inputs);
    require(
        inputs.get(1).shape().equals(dims.y()),
        "dy must be %s for x %s and w %s, got %s",
        dims.y(),
        inputs.get(0).shape(),
        w,
        inputs.get(1).shape());
    TensorType dw = TensorType.real(w);
    return bias ? List.of(dw, TensorType.real(w.dim(-1))) : List.of(dw);
  }

  /** The extents of the convolution that this is the gradient of. */
  public Conv2dDims dims(List<TensorType> inputs) {
    return Conv2dDims.of(inputs.get(0).shape(), w, geometry);
  }

  @Override
  public void gradient(GradientContext context) {
    Value dw = context.dy();
    if (context.wants(0)) {
      Shape x = context.input(0).shape();
      context.set(0, context.emit(new Conv2dDataGradient(geometry, x), context.input(1), dw));
    }
    if (context.wants(1)) {
      context.set(1, context.emit(new Conv2d(geometry), context.input(0), dw));
    }
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(2 * dims(inputs).multiplyAdds(), inputs, outputs);
  }
}
