package io.fovea.nn;

import io.fovea.op.Op;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer whose weights cost something while training, as Keras' {@code kernel_regularizer}: those
 * parameters that weight decay applies to, not biases and those of normalisations.
 */
public record Penalized(Layer layer, Penalty penalty) implements Layer {
  public Penalized {
    if (layer instanceof Named || layer instanceof Penalized) {
      throw new IllegalArgumentException(
          "penalty: " + layer + " has a " + (layer instanceof Named ? "name" : "penalty"));
    }
  }

  @Override
  public String kind() {
    return layer.kind();
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Within within = new Within(scope, penalty, new ArrayList<>());
    Value result = layer.build(within, inputs);
    scope.require(!within.weights().isEmpty(), "has a penalty, but no weights that it could be of");
    return result;
  }

  /** The scope of the layer, in which each weight is penalised as soon as it is declared. */
  private record Within(Scope scope, Penalty penalty, List<String> weights) implements Scope {
    @Override
    public Value parameter(String name, Shape shape, Initializer initializer, Fan fan) {
      Value parameter = scope.parameter(name, shape, initializer, fan);
      scope.penalize(name, penalty);
      weights.add(name);
      return parameter;
    }

    @Override
    public Value plainParameter(String name, Shape shape, Initializer initializer) {
      return scope.plainParameter(name, shape, initializer);
    }

    @Override
    public void penalize(String name, Penalty more) {
      scope.penalize(name, more);
    }

    @Override
    public List<Value> emitAll(Op op, List<Value> inputs) {
      return scope.emitAll(op, inputs);
    }

    @Override
    public String name() {
      return scope.name();
    }

    @Override
    public boolean isTraining() {
      return scope.isTraining();
    }

    @Override
    public Value statistic(String name, Shape shape, float initial) {
      return scope.statistic(name, shape, initial);
    }

    @Override
    public void track(Value statistic, Value value, double momentum, double correction) {
      scope.track(statistic, value, momentum, correction);
    }

    @Override
    public Value seed() {
      return scope.seed();
    }

    @Override
    public Value step() {
      return scope.step();
    }

    @Override
    public void require(boolean holds, String template, Object... arguments) {
      scope.require(holds, template, arguments);
    }
  }
}
