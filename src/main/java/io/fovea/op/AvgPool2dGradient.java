package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Spreads each {@code dy [n, oh, ow, c]} evenly over its window, divided as {@link AvgPool2d}
 * divides.
 *
 * @param x the shape of dx
 */
public record AvgPool2dGradient(PoolGeometry geometry, boolean countIncludePad, Shape x)
    implements Op {
  @Override
  public String name() {
    return "avg_pool2d_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("dy");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.real("dy", inputs.get(0));
    Shape y = PoolDims.of(x, geometry).y();
    require(
        inputs.get(0).shape().equals(y),
        "dy must be %s for x %s, got %s",
        y,
        x,
        inputs.get(0).shape());
    return List.of(TensorType.real(x));
  }

  @Override
  public void gradient(GradientContext context) {
    context.set(0, context.emit(new AvgPool2d(geometry, countIncludePad), context.dy()));
  }
}
