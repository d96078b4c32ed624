package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Images seen through a field of positions: pixel {@code y[n, h, w]} is x at row {@code field[n, h,
 * w, 0]} and column {@code field[n, h, w, 1]}, interpolated between the four pixels around, or one
 * pixel itself where the position is whole. Inputs {@code x [n, ih, iw, c]} and {@code field [n,
 * oh, ow, 2]}; output {@code y [n, oh, ow, c]}. A position that is NaN lies outside.
 *
 * @param outside what there is around an image
 * @param fill that, where it is a number for each channel; one for all will do
 */
public record Warp2d(Outside outside, List<Float> fill) implements Op {
  /** What there is around an image. */
  public enum Outside {
    /** A number for each channel. */
    FILL,
    /** The nearest pixel of the image. */
    REPLICATE
  }

  public Warp2d {
    fill = List.copyOf(fill);
    require(!fill.isEmpty(), "fill must have a number for each channel, or one for all, got none");
  }

  @Override
  public String name() {
    return "warp2d";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "field");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.real("x", inputs.get(0));
    Rules.rank("x", inputs.get(0), 4, "[n, ih, iw, c]");
    Rules.real("field", inputs.get(1));
    Rules.rank("field", inputs.get(1), 4, "[n, oh, ow, 2]");
    Shape x = inputs.get(0).shape();
    Shape field = inputs.get(1).shape();
    require(
        field.dim(0) == x.dim(0) && field.dim(3) == 2,
        "field must be [%d, oh, ow, 2] for x %s, got %s",
        x.dim(0),
        x,
        field);
    requireFill(fill, x);
    return List.of(TensorType.real(x.dim(0), field.dim(1), field.dim(2), x.dim(3)));
  }

  static void requireFill(List<Float> fill, Shape x) {
    require(
        fill.size() == 1 || fill.size() == x.dim(-1),
        "fill has %d numbers, x has %d channels (x %s)",
        fill.size(),
        x.dim(-1),
        x);
  }

  /** One number of a fill for each channel. */
  public static float[] perChannel(List<Float> fill, int channels) {
    float[] all = new float[channels];
    for (int c = 0; c < channels; c++) {
      all[c] = fill.get(fill.size() == 1 ? 0 : c);
    }
    return all;
  }

  @Override
  public boolean isDifferentiable(int output) {
    return false;
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(8 * outputs.get(0).shape().elements(), inputs, outputs);
  }
}
