package io.fovea.nn;

import io.fovea.op.Axis;
import io.fovea.op.Padding;
import io.fovea.op.Resample2d;
import io.fovea.op.Value;
import java.util.List;

/**
 * Images without their margins. Input {@code x [n, h, w, c]}, output {@code [n, h - top - bottom, w
 * - left - right, c]}.
 */
public record Crop2d(int top, int left, int bottom, int right) implements Layer {
  public Crop2d {
    new Padding(top, left, bottom, right);
  }

  /** As many pixels less on each side. */
  public static Crop2d of(int all) {
    return new Crop2d(all, all, all, all);
  }

  @Override
  public String kind() {
    return "crop";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.images(inputs);
    Axis rows = Axis.crop(x.shape().dim(1), top, bottom);
    Axis columns = Axis.crop(x.shape().dim(2), left, right);
    return scope.emit(new Resample2d(rows, columns), x);
  }
}
