package io.fovea.model;

import io.fovea.graph.Autodiff;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.graph.pass.ArenaLayout;
import io.fovea.graph.pass.MemoryPlan;
import io.fovea.graph.pass.Passes;
import io.fovea.nn.Layer;
import io.fovea.nn.Parameter;
import io.fovea.nn.Registry;
import io.fovea.op.Constant;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table that describes a model to a person. Memory is what the compiler plans for values of the
 * graph; a device's own work space comes on top.
 */
final class Summary {
  private static final int ALIGNMENT = 512;

  private final Model model;
  private final int n;

  Summary(Model model, int n) {
    this.model = model;
    this.n = n;
  }

  @Override
  public String toString() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("Layer", "Type", "Input", "Output", "Activation", "Parameters", "Bytes"));
    for (Model.Entrance entrance : model.inputs()) {
      rows.add(List.of(entrance.name(), "input", "", entrance.shape().toString(), "", "", ""));
    }
    Map<String, Long> sizes =
        model.parameters().stream()
            .collect(Collectors.toMap(Parameter::path, p -> p.shape().elements()));
    Set<String> counted = new HashSet<>();
    for (Model.Step step : model.steps()) {
      long own = model.parametersOf(step).stream().filter(counted::add).mapToLong(sizes::get).sum();
      rows.add(
          List.of(
              step.name(),
              type(step),
              step.inputs().stream()
                  .map(name -> model.shape(name).toString())
                  .collect(Collectors.joining(" ")),
              model.shape(step.name()).toString(),
              activation(step),
              parameters(step, own),
              own == 0 ? "" : String.format(Locale.ROOT, "%,d", Float.BYTES * own)));
    }
    long all = model.parameterCount();
    rows.add(
        List.of(
            "Total",
            "",
            "",
            "",
            "",
            String.format(Locale.ROOT, "%,d", all),
            String.format(Locale.ROOT, "%,d", Float.BYTES * all)));
    return table(rows) + totals();
  }

  /** The activation that alone takes what a layer gives. */
  private String activation(Model.Step step) {
    List<Model.Step> takers =
        model.steps().stream().filter(other -> other.inputs().contains(step.name())).toList();
    boolean isOnly = takers.size() == 1 && !model.outputs().contains(step.name());
    return isOnly && !step.layer().isActivation() && takers.get(0).layer().isActivation()
        ? type(takers.get(0))
        : "";
  }

  private String parameters(Model.Step step, long own) {
    if (own == 0 && !model.parametersOf(step).isEmpty()) {
      return "shared";
    }
    return String.format(Locale.ROOT, "%,d", own);
  }

  private static String type(Model.Step step) {
    Layer layer = step.plainLayer();
    Registry.Entry entry = Registry.all().of(layer);
    return entry == null ? layer.getClass().getSimpleName() : entry.name();
  }

  /** Columns padded to their widest cell; the last two, numbers, to the right. */
  private static String table(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < columns; c++) {
        String cell = rows.get(r).get(c);
        String gap = " ".repeat(widths[c] - cell.length());
        text.append(c == 0 ? "" : "  ").append(c >= columns - 2 ? gap + cell : cell + gap);
      }
      text.append('\n');
      if (r == 0) {
        for (int c = 0; c < columns; c++) {
          text.append(c == 0 ? "" : "  ").append("-".repeat(widths[c]));
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  private String totals() {
    long statistics = model.statistics().stream().mapToLong(s -> s.shape().elements()).sum();
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "Parameters: %,d", model.parameterCount()));
    text.append(" (").append(bytes(4 * model.parameterCount())).append(")");
    if (statistics > 0) {
      text.append(String.format(Locale.ROOT, ", and %,d running statistics", statistics));
    }
    text.append("\nPlanned memory for a batch of ").append(n).append(": ");
    text.append(bytes(plannedBytes(false))).append(" to predict, ");
    return text.append(bytes(plannedBytes(true))).append(" to train\n").toString();
  }

  long plannedBytes(boolean isTraining) {
    Graph graph = isTraining ? training() : inference();
    MemoryPlan plan = MemoryPlan.of(Passes.optimize(graph, Set.of()), Map.of());
    return new ArenaLayout(plan.blocks(), ALIGNMENT, Long.MAX_VALUE).bytes();
  }

  private Graph inference() {
    StateLayout.Builder layout = StateLayout.builder();
    ModelState.declare(model, layout);
    GraphBuilder graph = new GraphBuilder(layout.build());
    List<Value> outputs = model.infer(graph, inputs(graph)).outputs();
    for (int i = 0; i < outputs.size(); i++) {
      graph.output(model.outputs().get(i) + "#" + i, outputs.get(i));
    }
    return graph.build();
  }

  /** Forward and backward; what a loss adds is as small as the outputs. */
  private Graph training() {
    StateLayout.Builder layout = StateLayout.builder();
    ModelState.declare(model, layout);
    ModelState.declareControl(layout);
    if (!model.parameters().isEmpty()) {
      layout.addLike("gradients", ModelState.PARAMETERS);
    }
    GraphBuilder graph = new GraphBuilder(layout.build());
    Built built = model.train(graph, inputs(graph));
    List<Value> seeds = new ArrayList<>();
    for (Value output : built.outputs()) {
      seeds.add(graph.emit(new Constant(1, output.shape())));
    }
    List<String> paths = model.parameters().stream().map(Parameter::path).toList();
    List<Value> parameters = paths.stream().map(graph::variable).toList();
    List<Value> gradients = Autodiff.gradients(graph, built.outputs(), seeds, parameters);
    for (int i = 0; i < paths.size(); i++) {
      graph.assign(graph.layout().variable("gradients/" + paths.get(i)), gradients.get(i));
    }
    built.updates().forEach(Runnable::run);
    return graph.build();
  }

  private Map<String, Value> inputs(GraphBuilder graph) {
    Map<String, Value> inputs = new HashMap<>();
    for (Model.Entrance entrance : model.inputs()) {
      TensorType type = TensorType.real(entrance.shape().batched(n));
      inputs.put(entrance.name(), graph.input(entrance.name(), type));
    }
    return inputs;
  }

  /** A size for people, as in {@code 1.6 MB}. */
  static String bytes(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  }
}
