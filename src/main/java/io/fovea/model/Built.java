package io.fovea.model;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model within a graph.
 *
 * @param values results {@code [n, ..]} of all steps, by name
 * @param outputs results of the steps that are the model's outputs
 * @param updates what is to be done to statistics at the end of a training step; adding these nodes
 *     is left to whoever builds the step
 */
public record Built(Map<String, Value> values, List<Value> outputs, List<Runnable> updates) {
  public Built {
    values = Map.copyOf(values);
    outputs = List.copyOf(outputs);
    updates = List.copyOf(updates);
  }

  static Built of(Model model, GraphBuilder graph, Map<String, Value> inputs, boolean isTraining) {
    Map<String, Value> values = new HashMap<>(inputs);
    List<Runnable> updates = new ArrayList<>();
    for (Model.Step step : model.steps()) {
      List<Value> arguments = new ArrayList<>();
      for (String name : step.inputs()) {
        Value argument = values.get(name);
        if (argument == null) {
          throw new IllegalArgumentException("model: no value was given for input '" + name + "'");
        }
        arguments.add(argument);
      }
      String outer = graph.label(step.name());
      GraphScope scope = new GraphScope(graph, step, isTraining, updates);
      values.put(step.name(), step.layer().build(scope, arguments));
      graph.label(outer);
    }
    return new Built(values, model.outputs().stream().map(values::get).toList(), updates);
  }
}
