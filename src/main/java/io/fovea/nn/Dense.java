package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.AddBias;
import io.fovea.op.MatMul;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Each output is a weighted sum of all inputs. Input {@code x [n, in]}, output {@code y [n,
 * units]}; parameters {@code w [in, units]}, which begin with {@link He#normal} unless another
 * initialiser is given, and, with a bias, {@code b [units]}, which begins with zeros.
 */
public record Dense(int units, boolean bias, Initializer initializer) implements Layer {
  public Dense {
    require(units >= 1, "dense: units must be at least 1, got %d", units);
  }

  /** With a bias. */
  public static Dense of(int units) {
    return new Dense(units, true, He.normal());
  }

  /** This layer without a bias. */
  public Dense withoutBias() {
    return new Dense(units, false, initializer);
  }

  /** This layer with other initial weights. */
  public Dense initializer(Initializer newInitializer) {
    return new Dense(units, bias, newInitializer);
  }

  @Override
  public String kind() {
    return "dense";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    scope.require(
        x.shape().rank() == 2,
        "x must be rows [n, in], got %s; a Flatten layer before it makes rows",
        x.shape());
    int in = x.shape().dim(1);
    Value w = scope.parameter("w", Shape.of(in, units), initializer, new Fan(in, units));
    Value y = scope.emit(new MatMul(), x, w);
    if (!bias) {
      return y;
    }
    return scope.emit(new AddBias(), y, scope.plainParameter("b", Shape.of(units), new Zeros()));
  }
}
