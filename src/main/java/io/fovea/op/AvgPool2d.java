package io.fovea.op;

import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Mean of each window. Input {@code x [n, ih, iw, c]}; output {@code y [n, oh, ow, c]}. The divisor
 * is the number of taps inside the input or, where padding counts, inside the padded input: a
 * partial window of ceil mode is never divided by taps beyond the padding (as in PyTorch).
 *
 * @param countIncludePad whether padding counts as zeros
 */
public record AvgPool2d(PoolGeometry geometry, boolean countIncludePad) implements Op {
  @Override
  public String name() {
    return "avg_pool2d";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.real("x", inputs.get(0));
    return List.of(TensorType.real(PoolDims.of(inputs.get(0).shape(), geometry).y()));
  }

  @Override
  public void gradient(GradientContext context) {
    Shape x = context.input(0).shape();
    context.set(0, context.emit(new AvgPool2dGradient(geometry, countIncludePad, x), context.dy()));
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(outputs.get(0).shape().elements() * geometry.taps(), inputs, outputs);
  }
}
