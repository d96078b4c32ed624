package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Sends each dy to the pixel that won its window; overlapping windows add up. Inputs {@code index}
 * and {@code dy [n, oh, ow, c]}; output {@code dx}.
 *
 * @param x the shape of dx
 */
public record MaxPool2dGradient(PoolGeometry geometry, Shape x) implements Op {
  @Override
  public String name() {
    return "max_pool2d_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("index", "dy");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.dtype("index", inputs.get(0), MaxPool2d.indexType(geometry));
    Rules.real("dy", inputs.get(1));
    Rules.sameShape("index", inputs.get(0), "dy", inputs.get(1));
    Shape y = PoolDims.of(x, geometry).y();
    require(
        inputs.get(1).shape().equals(y),
        "dy must be %s for x %s, got %s",
        y,
        x,
        inputs.get(1).shape());
    return List.of(TensorType.real(x));
  }

  @Override
  public int integerBound(int input, List<TensorType> inputs) {
    return geometry.taps();
  }
}
