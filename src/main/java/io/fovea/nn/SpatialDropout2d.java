package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.Axis;
import io.fovea.op.Dropout;
import io.fovea.op.Resample2d;
import io.fovea.op.Value;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * While training, sets whole channels of an image to zero at random and scales the others up;
 * otherwise does nothing. Input {@code x [n, h, w, c]}, output of the same shape.
 *
 * <p>Source: Tompson et al., "Efficient object localization using convolutional networks", 2015.
 *
 * @param rate probability of zero, in [0, 1)
 */
public record SpatialDropout2d(double rate) implements Layer {
  public SpatialDropout2d {
    require(rate >= 0 && rate < 1, "spatial dropout: rate must lie in [0, 1), got %s", rate);
  }

  @Override
  public String kind() {
    return "dropout";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.images(inputs);
    if (!scope.isTraining() || rate == 0) {
      return x;
    }
    Shape shape = x.shape();
    Shape pixel = Shape.of(shape.dim(0), 1, 1, shape.dim(3));
    Value ones = scope.emit(new io.fovea.op.Constant(1, pixel));
    long stream = Philox.stream(scope.name());
    Value mask = scope.emit(new Dropout(rate, stream), ones, scope.seed(), scope.step());
    Value everywhere =
        scope.emit(
            new Resample2d(Axis.repeat(1, shape.dim(1)), Axis.repeat(1, shape.dim(2))), mask);
    return scope.emit(new io.fovea.op.Multiply(), x, everywhere);
  }
}
