package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.Value;
import io.fovea.tensor.Philox;
import java.util.List;

/**
 * While training, sets elements to zero at random and scales the others up; otherwise does nothing.
 * Any shape.
 *
 * <p>Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, "Dropout", 2014, in its
 * inverted form (section 10).
 *
 * @param rate probability of zero, in [0, 1)
 */
public record Dropout(double rate) implements Layer {
  public Dropout {
    require(rate >= 0 && rate < 1, "dropout: rate must lie in [0, 1), got %s", rate);
  }

  /** Drops at the given rate. */
  public static Dropout of(double rate) {
    return new Dropout(rate);
  }

  @Override
  public String kind() {
    return "dropout";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    if (!scope.isTraining() || rate == 0) {
      return x;
    }
    long stream = Philox.stream(scope.name());
    return scope.emit(new io.fovea.op.Dropout(rate, stream), x, scope.seed(), scope.step());
  }
}
