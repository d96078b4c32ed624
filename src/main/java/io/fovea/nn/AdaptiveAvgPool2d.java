package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.Axis;
import io.fovea.op.Resample2d;
import io.fovea.op.Value;
import java.util.List;

/**
 * Images of a given size, whatever the size of the input: output pixel i along an axis is the mean
 * of the input pixels from {@code floor(i in / out)} to {@code ceil((i + 1) in / out) - 1}. Input
 * {@code x [n, ih, iw, c]}, output {@code [n, h, w, c]}.
 */
public record AdaptiveAvgPool2d(int h, int w) implements Layer {
  public AdaptiveAvgPool2d {
    require(h >= 1 && w >= 1, "adaptive_avg_pool2d: size must be at least 1, got %d x %d", h, w);
  }

  @Override
  public String kind() {
    return "adaptivepool";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.images(inputs);
    Axis rows = Axis.mean(x.shape().dim(1), h);
    Axis columns = Axis.mean(x.shape().dim(2), w);
    return scope.emit(new Resample2d(rows, columns), x);
  }
}
