package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Images of another size: {@code y[n, oh, ow, c] = sum over h, w of rows[oh, h] columns[ow, w] x[n,
 * h, w, c]}. Padding by zeros, by repetition and by reflection, cropping, enlarging, interpolation
 * and adaptive means are such sums, each a kind of {@link Axis}; so is the gradient of each. Input
 * {@code x [n, ih, iw, c]}, output {@code y [n, oh, ow, c]}.
 */
public record Resample2d(Axis rows, Axis columns) implements Op {
  @Override
  public String name() {
    return "resample2d";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.real("x", inputs.get(0));
    Rules.rank("x", inputs.get(0), 4, "[n, ih, iw, c]");
    Shape x = inputs.get(0).shape();
    require(
        x.dim(1) == rows.inputs() && x.dim(2) == columns.inputs(),
        "x must be images of %d x %d, got %s",
        rows.inputs(),
        columns.inputs(),
        x);
    return List.of(TensorType.real(x.dim(0), rows.outputs(), columns.outputs(), x.dim(3)));
  }

  @Override
  public void gradient(GradientContext context) {
    Op gradient = new Resample2d(rows.transposed(), columns.transposed());
    context.set(0, context.emit(gradient, context.dy()));
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    Shape x = inputs.get(0).shape();
    long terms = (long) rows.entries() * columns.entries() * x.dim(0) * x.dim(3);
    return Cost.of(2 * terms, inputs, outputs);
  }
}
