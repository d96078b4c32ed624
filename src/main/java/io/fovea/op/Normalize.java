package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import java.util.List;

/**
 * Stored pixels to network input: {@code y[.., c] = x[.., c] * scale[c] + shift[c]}. Input {@code x
 * [.., c]}, bytes or real; output real.
 *
 * @param scale one factor per channel, or one for all
 * @param shift one summand per channel, or one for all
 */
public record Normalize(List<Float> scale, List<Float> shift) implements Op {
  public Normalize {
    scale = List.copyOf(scale);
    shift = List.copyOf(shift);
    require(
        !scale.isEmpty() && scale.size() == shift.size(),
        "scale and shift must be as many, got %d and %d",
        scale.size(),
        shift.size());
  }

  @Override
  public String name() {
    return "normalize";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    TensorType x = inputs.get(0);
    require(
        x.dtype() == DType.U8 || x.dtype() == DType.F32, "x must be U8 or F32, got %s", x.dtype());
    require(x.shape().rank() >= 1, "x must have a channel axis, got a scalar");
    require(
        scale.size() == 1 || scale.size() == x.shape().dim(-1),
        "scale has %d entries, x has %d channels (x %s)",
        scale.size(),
        x.shape().dim(-1),
        x.shape());
    return List.of(TensorType.real(x.shape()));
  }

  /** Its own linear part on dy: saliency maps ask for the gradient by the pixels. */
  @Override
  public void gradient(GradientContext context) {
    List<Float> zeros = shift.stream().map(s -> 0f).toList();
    context.set(0, context.emit(new Normalize(scale, zeros), context.dy()));
  }

  @Override
  public int integerBound(int input, List<TensorType> inputs) {
    return 256;
  }
}
