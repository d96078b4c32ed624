package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Inverted dropout: {@code y = keep ? x / (1 - rate) : 0}. Element i is kept if word i of the
 * Philox stream at this step is, as an unsigned integer, at least {@link #threshold()}. The mask is
 * a function of seed, stream, step and element, so the gradient applies the same op to dy and
 * nothing is stored. Inputs {@code x}, {@code seed [2]} (low word first), {@code step}.
 *
 * @param rate probability of zero, in [0, 1)
 * @param stream {@linkplain io.fovea.tensor.Philox#stream hash} of the layer's path
 */
public record Dropout(double rate, long stream) implements Op {
  public Dropout {
    require(rate >= 0 && rate < 1, "rate must lie in [0, 1), got %s", rate);
  }

  /** Random words below this, unsigned, drop their element. */
  public int threshold() {
    return (int) Math.min(0xffffffffL, (long) Math.rint(rate * 0x1p32));
  }

  /** Factor on kept elements. */
  public float scale() {
    return (float) (1 / (1 - rate));
  }

  @Override
  public String name() {
    return "dropout";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "seed", "step");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    Rules.real("x", inputs.get(0));
    Rules.dtype("seed", inputs.get(1), DType.I32);
    require(
        inputs.get(1).shape().equals(Shape.of(2)),
        "seed must be [2], got %s",
        inputs.get(1).shape());
    Rules.scalar("step", inputs.get(2), DType.I32);
    return List.of(inputs.get(0));
  }

  @Override
  public void gradient(GradientContext context) {
    context.set(0, context.emit(this, context.dy(), context.input(1), context.input(2)));
  }

  @Override
  public boolean isPerStep() {
    return true;
  }
}
