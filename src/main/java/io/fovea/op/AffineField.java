package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/**
 * Where {@link Warp2d} is to look for the pixels of images that are mirrored, then scaled and
 * turned about their centres, then shifted, each at random. Input {@code u [n, 6]}, numbers of [0,
 * 1), as {@link RandomUniform} draws them: for the shift down, the shift to the right, the angle,
 * the scale, the mirroring left to right and that upside down. Output {@code field [n, h, w, 2]}, a
 * row and a column of the source for each pixel.
 *
 * <p>With {@code p, q} the distance of a pixel from the centre, less the shift, angle t and scale
 * s, {@code row = mirrored (p cos t + q sin t) / s + (h - 1) / 2} and {@code column = mirrored (q
 * cos t - p sin t) / s + (w - 1) / 2}, exactly if neither scale nor angle is asked for.
 *
 * @param shiftH most whole pixels up or down; each number of them is as likely
 * @param shiftW most whole pixels to the left or right
 * @param degrees most degrees to either side; positive ones turn counter-clockwise
 * @param scale largest change of size: the factor lies in {@code [1 - scale, 1 + scale)}
 * @param mirrorH whether every other image, at random, is mirrored left to right
 * @param mirrorV whether every other image, at random, is turned upside down
 */
public record AffineField(
    int h,
    int w,
    int shiftH,
    int shiftW,
    double degrees,
    double scale,
    boolean mirrorH,
    boolean mirrorV)
    implements Op {
  /** Numbers that an example takes. */
  public static final int DRAWS = 6;

  public AffineField {
    require(h >= 1 && w >= 1, "size must be at least 1, got %d x %d", h, w);
    require(
        shiftH >= 0 && shiftW >= 0 && shiftH < h && shiftW < w,
        "shift must not be negative, and less than the image of %d x %d pixels, got %d x %d",
        h,
        w,
        shiftH,
        shiftW);
    require(degrees >= 0 && degrees <= 180, "degrees must lie in [0, 180], got %s", degrees);
    require(scale >= 0 && scale < 1, "scale must lie in [0, 1), got %s", scale);
  }

  /** The largest angle in radians. */
  public double radians() {
    return degrees * (Math.PI / 180);
  }

  @Override
  public String name() {
    return "affine_field";
  }

  @Override
  public List<String> inputNames() {
    return List.of("u");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.real("u", inputs.get(0));
    Rules.rank("u", inputs.get(0), 2, "[n, 6]");
    require(
        inputs.get(0).shape().dim(1) == DRAWS, "u must be [n, 6], got %s", inputs.get(0).shape());
    return List.of(TensorType.real(inputs.get(0).shape().dim(0), h, w, 2));
  }

  @Override
  public boolean isDifferentiable(int output) {
    return false;
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(5 * outputs.get(0).shape().elements(), inputs, outputs);
  }
}
