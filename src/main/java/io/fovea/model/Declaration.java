package io.fovea.model;

import io.fovea.nn.Fan;
import io.fovea.nn.Initializer;
import io.fovea.nn.Parameter;
import io.fovea.nn.Penalty;
import io.fovea.nn.Scope;
import io.fovea.nn.Statistic;
import io.fovea.op.Op;
import io.fovea.op.ShapeException;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the layers of a model declare, found by building each once on a batch of one, without a
 * graph: shapes, parameters, statistics. Whatever does not fit fails here.
 */
final class Declaration {
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, Statistic> statistics = new LinkedHashMap<>();
  private final Map<String, Penalty> penalties = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final Map<String, List<String>> parametersOf = new HashMap<>();

  Declaration(List<Model.Entrance> entrances, List<Model.Step> steps) {
    Map<String, Value> values = new HashMap<>();
    for (Model.Entrance entrance : entrances) {
      TensorType type = TensorType.real(entrance.shape().batched(1));
      define(values, entrance.name(), new Value(type, entrance.name()));
    }
    Set<String> unused = new LinkedHashSet<>(values.keySet());
    for (Model.Step step : steps) {
      List<Value> inputs = new ArrayList<>();
      for (String name : step.inputs()) {
        Value input = values.get(name);
        if (input == null) {
          throw new IllegalArgumentException(
              "model: layer '%s' takes '%s', which is no input or layer before it"
                  .formatted(step.name(), name));
        }
        inputs.add(input);
        unused.remove(name);
      }
      parametersOf.put(step.name(), new ArrayList<>());
      define(values, step.name(), build(step, inputs));
    }
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException("model: no layer takes the inputs " + unused);
    }
  }

  private Value build(Model.Step step, List<Value> inputs) {
    try {
      return step.layer().build(new Site(step), inputs);
    } catch (ShapeException e) {
      throw new ShapeException(step.title() + ": " + e.getMessage());
    }
  }

  private void define(Map<String, Value> values, String name, Value value) {
    if (values.put(name, value) != null) {
      throw new IllegalArgumentException("model: two inputs or layers are named '" + name + "'");
    }
    shapes.put(name, value.shape().item());
  }

  List<Parameter> parameters() {
    return List.copyOf(parameters.values());
  }

  Map<String, Penalty> penalties() {
    return Collections.unmodifiableMap(penalties);
  }

  List<Statistic> statistics() {
    return List.copyOf(statistics.values());
  }

  Map<String, Shape> shapes() {
    return shapes;
  }

  List<String> parametersOf(String step) {
    return parametersOf.getOrDefault(step, List.of());
  }

  /** Where one step declares itself. */
  private final class Site implements Scope {
    private final Model.Step step;

    Site(Model.Step step) {
      this.step = step;
    }

    @Override
    public List<Value> emitAll(Op op, List<Value> inputs) {
      List<TensorType> types = op.infer(inputs.stream().map(Value::type).toList());
      return types.stream().map(type -> new Value(type, step.name())).toList();
    }

    @Override
    public String name() {
      return step.name();
    }

    @Override
    public boolean isTraining() {
      return true;
    }

    @Override
    public Value parameter(String name, Shape shape, Initializer initializer, Fan fan) {
      return declare(new Parameter(path(name), shape, initializer, fan, true));
    }

    @Override
    public Value plainParameter(String name, Shape shape, Initializer initializer) {
      return declare(new Parameter(path(name), shape, initializer, Fan.NONE, false));
    }

    private Value declare(Parameter parameter) {
      String path = parameter.path();
      ModelState.requireFree(path);
      Parameter before = parameters.putIfAbsent(path, parameter);
      List<String> own = parametersOf.computeIfAbsent(step.name(), key -> new ArrayList<>());
      if (before != null && (own.contains(path) || step.name().equals(step.scope()))) {
        throw new IllegalArgumentException(step.title() + ": declares '" + path + "' twice");
      }
      if (before != null && !before.equals(parameter)) {
        throw new ShapeException(
            "shares %s, which is %s elsewhere and would be %s here"
                .formatted(path, before.shape(), parameter.shape()));
      }
      own.add(path);
      return new Value(TensorType.real(parameter.shape()), path);
    }

    @Override
    public void penalize(String name, Penalty penalty) {
      String path = path(name);
      if (!parameters.containsKey(path)) {
        throw new IllegalArgumentException(
            step.title() + ": a penalty of '" + path + "', which it did not declare");
      }
      Penalty before = penalties.putIfAbsent(path, penalty);
      if (before != null && !before.equals(penalty)) {
        throw new ShapeException(
            "shares %s, whose penalty is %s elsewhere and would be %s here"
                .formatted(path, before, penalty));
      }
    }

    @Override
    public Value statistic(String name, Shape shape, float initial) {
      Statistic statistic = new Statistic(path(name), shape, initial);
      Statistic before = statistics.putIfAbsent(statistic.path(), statistic);
      if (before != null && !before.equals(statistic)) {
        throw new ShapeException(
            "shares %s, which is %s elsewhere and would be %s here"
                .formatted(statistic.path(), before.shape(), shape));
      }
      return new Value(TensorType.real(shape), statistic.path());
    }

    @Override
    public void track(Value statistic, Value value, double momentum, double correction) {
      require(
          statistic.type().equals(value.type()),
          "the statistic is %s, the value %s",
          statistic.type(),
          value.type());
    }

    @Override
    public Value seed() {
      return new Value(TensorType.ints(2), ModelState.SEED);
    }

    @Override
    public Value step() {
      return new Value(TensorType.ints(), ModelState.STEP);
    }

    @Override
    public void require(boolean holds, String template, Object... arguments) {
      ShapeException.require(holds, template, arguments);
    }

    private String path(String name) {
      return step.scope() + "/" + name;
    }
  }
}
