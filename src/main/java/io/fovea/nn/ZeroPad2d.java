package io.fovea.nn;

import io.fovea.op.Axis;
import io.fovea.op.Axis.Edge;
import io.fovea.op.Padding;
import io.fovea.op.Resample2d;
import io.fovea.op.Value;
import java.util.List;

/**
 * Images with zeros around them. Input {@code x [n, h, w, c]}, output {@code [n, top + h + bottom,
 * left + w + right, c]}.
 */
public record ZeroPad2d(int top, int left, int bottom, int right) implements Layer {
  public ZeroPad2d {
    new Padding(top, left, bottom, right);
  }

  /** As many zeros on each side. */
  public static ZeroPad2d of(int all) {
    return new ZeroPad2d(all, all, all, all);
  }

  @Override
  public String kind() {
    return "zeropad";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.images(inputs);
    Axis rows = Axis.pad(Edge.ZERO, x.shape().dim(1), top, bottom);
    Axis columns = Axis.pad(Edge.ZERO, x.shape().dim(2), left, right);
    return scope.emit(new Resample2d(rows, columns), x);
  }
}
