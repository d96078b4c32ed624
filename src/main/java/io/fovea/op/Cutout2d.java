package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/**
 * A box of each image filled with one colour. Its centre is any pixel, as likely as any other; what
 * of it lies outside of the image is lost. Inputs {@code x [n, h, w, c]} and {@code u [n, 2]},
 * numbers of [0, 1) as {@link RandomUniform} draws them, for the row and the column; output of x's
 * shape.
 *
 * <p>Source: DeVries, Taylor, "Improved Regularization of Convolutional Neural Networks with
 * Cutout", 2017.
 *
 * @param kh rows of the box; it begins {@code kh / 2} rows before its centre
 * @param fill a number for each channel, or one for all
 */
public record Cutout2d(int kh, int kw, List<Float> fill) implements Op {
  public Cutout2d {
    fill = List.copyOf(fill);
    require(kh >= 1 && kw >= 1, "the box must be at least 1 x 1, got %d x %d", kh, kw);
    require(!fill.isEmpty(), "fill must have a number for each channel, or one for all, got none");
  }

  @Override
  public String name() {
    return "cutout2d";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "u");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.real("x", inputs.get(0));
    Rules.rank("x", inputs.get(0), 4, "[n, h, w, c]");
    Rules.real("u", inputs.get(1));
    int n = inputs.get(0).shape().dim(0);
    require(
        inputs.get(1).equals(TensorType.real(n, 2)),
        "u must be [%d, 2], got %s",
        n,
        inputs.get(1).shape());
    Warp2d.requireFill(fill, inputs.get(0).shape());
    return List.of(inputs.get(0));
  }

  @Override
  public boolean isDifferentiable(int output) {
    return false;
  }
}
