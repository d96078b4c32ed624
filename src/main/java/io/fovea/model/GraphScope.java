package io.fovea.model;

import io.fovea.graph.GraphBuilder;
import io.fovea.nn.Fan;
import io.fovea.nn.Initializer;
import io.fovea.nn.Penalty;
import io.fovea.nn.Scope;
import io.fovea.op.MovingAverage;
import io.fovea.op.Op;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/** Where one step of a model builds itself into a graph, over a layout that has its parameters. */
final class GraphScope implements Scope {
  private final GraphBuilder graph;
  private final Model.Step step;
  private final boolean isTraining;
  private final List<Runnable> updates;

  /**
   * @param updates grows by what is to be done at the end of the training step
   */
  GraphScope(GraphBuilder graph, Model.Step step, boolean isTraining, List<Runnable> updates) {
    this.graph = graph;
    this.step = step;
    this.isTraining = isTraining;
    this.updates = updates;
  }

  @Override
  public List<Value> emitAll(Op op, List<Value> inputs) {
    return graph.emitAll(op, inputs);
  }

  @Override
  public String name() {
    return step.name();
  }

  @Override
  public boolean isTraining() {
    return isTraining;
  }

  @Override
  public Value parameter(String name, Shape shape, Initializer initializer, Fan fan) {
    return graph.variable(step.scope() + "/" + name);
  }

  @Override
  public Value plainParameter(String name, Shape shape, Initializer initializer) {
    return graph.variable(step.scope() + "/" + name);
  }

  /** What the trainer adds, for each parameter once. */
  @Override
  public void penalize(String name, Penalty penalty) {}

  @Override
  public Value statistic(String name, Shape shape, float initial) {
    return graph.variable(ModelState.STATISTICS + "/" + step.scope() + "/" + name);
  }

  @Override
  public void track(Value statistic, Value value, double momentum, double correction) {
    updates.add(
        () -> {
          String outer = graph.label(step.name());
          Value healthy = graph.variable(ModelState.HEALTHY);
          graph.emitAll(
              new MovingAverage(momentum, correction), List.of(statistic, value, healthy));
          graph.label(outer);
        });
  }

  @Override
  public Value seed() {
    return graph.variable(ModelState.SEED);
  }

  @Override
  public Value step() {
    return graph.variable(ModelState.STEP);
  }

  @Override
  public void require(boolean holds, String template, Object... arguments) {
    if (!holds) {
      throw Scope.refusal(step.title(), template, arguments);
    }
  }
}
