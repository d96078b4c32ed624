package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Rectifier with learned slopes: {@code y = x > 0 ? x : alpha x}. Input {@code x [n, .., c]};
 * parameter {@code alpha}, to which weight decay does not apply. He et al., 2015.
 *
 * @param sharing which elements have a slope in common
 * @param initial what the slopes begin with
 */
public record PRelu(Sharing sharing, double initial) implements Layer {
  /** Which elements of an example have a slope in common. */
  public enum Sharing {
    /** All: {@code alpha [1]}. */
    ALL,
    /** Those of a channel: {@code alpha [c]}. */
    CHANNEL,
    /** None: {@code alpha} has the shape of an example. */
    NONE
  }

  public PRelu {
    require(Double.isFinite(initial), "prelu: initial must be finite, got %s", initial);
  }

  /** One slope per channel, 0.25 at first. */
  public PRelu() {
    this(Sharing.CHANNEL, 0.25);
  }

  /** One slope for all elements. */
  public PRelu shared() {
    return new PRelu(Sharing.ALL, initial);
  }

  /** A slope for each element. */
  public PRelu perElement() {
    return new PRelu(Sharing.NONE, initial);
  }

  /** This layer with other slopes to begin with. */
  public PRelu initial(double newInitial) {
    return new PRelu(sharing, newInitial);
  }

  @Override
  public boolean isActivation() {
    return true;
  }

  @Override
  public String kind() {
    return "prelu";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    Shape slopes =
        switch (sharing) {
          case ALL -> Shape.of(1);
          case CHANNEL -> Shape.of(x.shape().dim(-1));
          case NONE -> x.shape().item();
        };
    Value alpha = scope.plainParameter("alpha", slopes, new Constant(initial));
    if (sharing == Sharing.CHANNEL) {
      return scope.emit(new io.fovea.op.PRelu(), x, alpha);
    }
    int period = (int) slopes.elements();
    Shape rows = Shape.of((int) (x.shape().elements() / period), period);
    Value y =
        scope.emit(
            new io.fovea.op.PRelu(),
            scope.emit(new io.fovea.op.Reshape(rows), x),
            scope.emit(new io.fovea.op.Reshape(Shape.of(period)), alpha));
    return scope.emit(new io.fovea.op.Reshape(x.shape()), y);
  }
}
