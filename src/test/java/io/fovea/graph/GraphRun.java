package io.fovea.graph;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a graph leaves behind: outputs, and all state, after each of a few runs. */
public final class GraphRun {
  private GraphRun() {}

  /**
   * Runs a graph twice; then gives all state its first values again, as a host may do, and runs it
   * once more.
   *
   * @param values for inputs by name and state by path; other state is zero
   */
  public static List<Map<String, Tensor>> of(
      Device device, Graph graph, CompileOptions options, Map<String, Tensor> values) {
    List<Map<String, Tensor>> results = new ArrayList<>();
    try (State state = device.allocate(graph.layout());
        Program program = device.compile(graph, state, options)) {
      values.forEach((name, value) -> write(graph, state, program, name, value));
      for (int i = 0; i < 3; i++) {
        if (i == 2) {
          values.forEach((name, value) -> write(graph, state, program, name, value));
        }
        program.run();
        Map<String, Tensor> result = new LinkedHashMap<>();
        graph.outputs().keySet().forEach(name -> result.put(name, program.read(name)));
        graph.layout().variables().forEach(v -> result.put("state " + v.path(), state.read(v)));
        results.add(result);
      }
    }
    return results;
  }

  private static void write(Graph graph, State state, Program program, String name, Tensor value) {
    if (graph.inputs().containsKey(name)) {
      program.write(name, value);
    } else {
      state.write(name, value);
    }
  }

  /**
   * The largest difference, relative to the largest magnitude of the same result or to one;
   * infinite where one is NaN and the other is not.
   */
  public static double difference(
      List<Map<String, Tensor>> some, List<Map<String, Tensor>> others) {
    double largest = 0;
    for (int run = 0; run < some.size(); run++) {
      for (Map.Entry<String, Tensor> entry : some.get(run).entrySet()) {
        Tensor a = entry.getValue();
        Tensor b = others.get(run).get(entry.getKey());
        double scale = 1;
        for (int i = 0; i < a.length(); i++) {
          scale = Math.max(scale, Math.abs(a.get(i)));
        }
        for (int i = 0; i < a.length(); i++) {
          boolean same = Double.compare(a.get(i), b.get(i)) == 0;
          double difference = same ? 0 : Math.abs(a.get(i) - b.get(i)) / scale;
          largest = Math.max(largest, Double.isNaN(difference) ? 1 / 0.0 : difference);
        }
      }
    }
    return largest;
  }
}
