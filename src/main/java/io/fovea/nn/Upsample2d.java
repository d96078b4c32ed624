package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.Axis;
import io.fovea.op.Resample2d;
import io.fovea.op.Value;
import java.util.List;

/**
 * Larger images. Input {@code x [n, h, w, c]}, output {@code [n, h factorH, w factorW, c]}.
 *
 * @param bilinear whether new pixels are interpolated between the centres of the old, as in PyTorch
 *     with {@code align_corners=False} and in Keras; else each pixel is repeated
 */
public record Upsample2d(int factorH, int factorW, boolean bilinear) implements Layer {
  public Upsample2d {
    require(
        factorH >= 1 && factorW >= 1,
        "upsample2d: factors must be at least 1, got %d x %d",
        factorH,
        factorW);
  }

  /** Each pixel repeated, as often along both axes. */
  public static Upsample2d of(int factor) {
    return of(factor, factor);
  }

  /** Each pixel repeated. */
  public static Upsample2d of(int factorH, int factorW) {
    return new Upsample2d(factorH, factorW, false);
  }

  /** This layer with interpolation. */
  public Upsample2d interpolated() {
    return new Upsample2d(factorH, factorW, true);
  }

  @Override
  public String kind() {
    return "upsample";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.images(inputs);
    Axis rows = axis(x.shape().dim(1), factorH);
    Axis columns = axis(x.shape().dim(2), factorW);
    return scope.emit(new Resample2d(rows, columns), x);
  }

  private Axis axis(int pixels, int factor) {
    return bilinear
        ? Axis.linear(pixels, Math.multiplyExact(pixels, factor))
        : Axis.repeat(pixels, factor);
  }
}
