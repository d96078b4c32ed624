package io.fovea.op;

import io.fovea.tensor.DType;
import java.util.List;

/**
 * Largest element of each window, and which tap held it. Input {@code x [n, ih, iw, c]}; outputs
 * {@code y [n, oh, ow, c]} and {@code index [n, oh, ow, c]}, the tap as {@code kh * window width +
 * kw}. Padding never wins. Of equal elements the first tap wins, and alone gets the gradient; the
 * first NaN wins over everything.
 */
public record MaxPool2d(PoolGeometry geometry) implements Op {
  @Override
  public String name() {
    return "max_pool2d";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.real("x", inputs.get(0));
    PoolDims dims = PoolDims.of(inputs.get(0).shape(), geometry);
    return List.of(TensorType.real(dims.y()), new TensorType(indexType(geometry), dims.y()));
  }

  /** Bytes while a tap fits into one. */
  static DType indexType(PoolGeometry geometry) {
    return (long) geometry.kh() * geometry.kw() <= 256 ? DType.U8 : DType.I32;
  }

  @Override
  public void gradient(GradientContext context) {
    Op gradient = new MaxPool2dGradient(geometry, context.input(0).shape());
    context.set(0, context.emit(gradient, context.output(1), context.dy()));
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(outputs.get(0).shape().elements() * geometry.taps(), inputs, outputs);
  }
}
