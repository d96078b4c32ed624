package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Gradient of a convolution by its input: {@code dx[n,ih,iw,ic]} is the sum of {@code
 * dy[n,oh,ow,oc] * w[kh,kw,ic,oc]} over every tap that read that pixel; then the epilogue. Inputs
 * {@code dy [n, oh, ow, oc]}, {@code w [kh, kw, ic/groups, oc]}, and what the epilogue needs;
 * output {@code dx [n, ih, iw, ic]}. It is also transposed convolution.
 *
 * @param x the shape of dx, which dy alone does not determine
 */
public record Conv2dDataGradient(Conv2dGeometry geometry, Shape x, Epilogue epilogue)
    implements Op {
  /** A gradient that stores plain sums. */
  public Conv2dDataGradient(Conv2dGeometry geometry, Shape x) {
    this(geometry, x, Epilogue.NONE);
  }

  @Override
  public String name() {
    return "conv2d_data_gradient";
  }

  @Override
  public List<String> inputNames() {
    return epilogue.inputNames("dy", "w");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, inputNames().size());
    Rules.real("dy", inputs.get(0));
    Rules.real("w", inputs.get(1));
    Conv2dDims dims = dims(inputs);
    require(
        inputs.get(0).shape().equals(dims.y()),
        "dy must be %s for x %s and w %s, got %s",
        dims.y(),
        x,
        inputs.get(1).shape(),
        inputs.get(0).shape());
    TensorType dx = TensorType.real(x);
    epilogue.check(inputs, dx);
    return List.of(dx);
  }

  /** The extents of the convolution that this is the gradient of. */
  public Conv2dDims dims(List<TensorType> inputs) {
    return Conv2dDims.of(x, inputs.get(1).shape(), geometry);
  }

  @Override
  public void gradient(GradientContext context) {
    Value dx = epilogue.gradient(context, other -> new Conv2dDataGradient(geometry, x, other));
    if (context.wants(0)) {
      context.set(0, context.emit(new Conv2d(geometry), dx, context.input(1)));
    }
    if (context.wants(1)) {
      Shape w = context.input(1).shape();
      context.set(1, context.emit(new Conv2dWeightGradient(geometry, w), dx, context.input(0)));
    }
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(2 * dims(inputs).multiplyAdds(), inputs, outputs);
  }
}
