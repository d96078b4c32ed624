package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/**
 * 2-D convolution: {@code y[n,oh,ow,oc] = sum over kh,kw,ic of x[n, oh*strideH - padTop +
 * kh*dilationH, ow*strideW - padLeft + kw*dilationW, ic] * w[kh,kw,ic,oc]}, zero outside x; then
 * the epilogue. Inputs {@code x [n, ih, iw, ic]}, {@code w [kh, kw, ic/groups, oc]}, and what the
 * epilogue needs.
 */
public record Conv2d(Conv2dGeometry geometry, Epilogue epilogue) implements Op {
  /** A convolution that stores plain sums. */
  public Conv2d(Conv2dGeometry geometry) {
    this(geometry, Epilogue.NONE);
  }

  @Override
  public String name() {
    return "conv2d";
  }

  @Override
  public List<String> inputNames() {
    return epilogue.inputNames("x", "w");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, inputNames().size());
    Rules.real("x", inputs.get(0));
    Rules.real("w", inputs.get(1));
    Conv2dDims dims = dims(inputs);
    TensorType y = TensorType.real(dims.y());
    epilogue.check(inputs, y);
    return List.of(y);
  }

  /** The extents for the given arguments. */
  public Conv2dDims dims(List<TensorType> inputs) {
    require(inputs.size() >= 2, "takes x and w, got %d inputs", inputs.size());
    return Conv2dDims.of(inputs.get(0).shape(), inputs.get(1).shape(), geometry);
  }

  @Override
  public void gradient(GradientContext context) {
    Value dy = epilogue.gradient(context, other -> new Conv2d(geometry, other));
    Value x = context.input(0);
    Value w = context.input(1);
    if (context.wants(0)) {
      context.set(0, context.emit(new Conv2dDataGradient(geometry, x.shape()), dy, w));
    }
    if (context.wants(1)) {
      context.set(1, context.emit(new Conv2dWeightGradient(geometry, w.shape()), x, dy));
    }
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(2 * dims(inputs).multiplyAdds(), inputs, outputs);
  }
}
