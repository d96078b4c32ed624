package io.fovea.train;

import static io.fovea.op.ShapeException.require;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Autodiff;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.model.Built;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.nn.Input;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Looks into a model over a state that it only reads: values between layers, and gradients by the
 * inputs. Each question is a program of its own, made for it and closed after it.
 */
final class Inspector {
  private static final String SCORE_GRADIENTS = "gradients of the scores";

  private final Model model;
  private final Device device;
  private final State state;
  private final ForwardPrograms programs;

  Inspector(Model model, Device device, State state, ForwardPrograms programs) {
    this.model = model;
    this.device = device;
    this.state = state;
    this.programs = programs;
  }

  /**
   * Results of layers, and inputs as the first layer takes them.
   *
   * @param names of inputs and steps of the model
   */
  Map<String, Tensor> values(List<Tensor> inputs, List<String> names) {
    int n = programs.check(inputs);
    names.forEach(model::shape);
    GraphBuilder graph = new GraphBuilder(state.layout());
    Map<String, Value> entrances =
        programs.inputs(graph, inputs.stream().map(Tensor::dtype).toList(), n);
    Map<String, Value> values = model.infer(graph, entrances).values();
    names.forEach(
        name -> graph.output("value of " + name, Objects.requireNonNull(values.get(name))));
    try (Program program = compile(graph.build(), state, n)) {
      write(program, inputs);
      program.run();
      Map<String, Tensor> results = new LinkedHashMap<>();
      names.forEach(name -> results.put(name, program.read("value of " + name)));
      return results;
    }
  }

  /** See {@link Predictor#inputGradients}. */
  List<Tensor> inputGradients(List<Tensor> inputs, int[] classes) {
    int n = programs.check(inputs);
    GraphBuilder graph = new GraphBuilder(state.layout());
    Map<String, Value> entrances =
        programs.inputs(graph, inputs.stream().map(Tensor::dtype).toList(), n);
    Value scores = scores(graph, model.infer(graph, entrances));
    Tensor chosen = chosen(scores.shape(), classes);
    Value seeds = graph.input(SCORE_GRADIENTS, new TensorType(DType.F32, scores.shape()));
    List<Value> by = model.inputs().stream().map(input -> entrances.get(input.name())).toList();
    List<Value> gradients = Autodiff.gradients(graph, List.of(scores), List.of(seeds), by);
    for (int i = 0; i < by.size(); i++) {
      graph.output("gradient" + i, gradients.get(i));
    }
    try (Program program = compile(graph.build(), state, n)) {
      write(program, inputs);
      program.write(SCORE_GRADIENTS, chosen);
      program.run();
      List<Tensor> results = new ArrayList<>();
      for (int i = 0; i < by.size(); i++) {
        results.add(program.read("gradient" + i));
      }
      return results;
    }
  }

  /** The first output, or what a softmax or a sigmoid at its end is made of. */
  private static Value scores(GraphBuilder graph, Built built) {
    Value output = built.outputs().get(0);
    Value argument = Terms.ofSoftmax(graph, output);
    if (argument == null) {
      argument = Terms.ofSigmoid(graph, output);
    }
    return argument == null ? output : argument;
  }

  /** Seeds: 1 for the score of the class; one unit speaks for class 1, and against class 0. */
  private static Tensor chosen(Shape shape, int[] classes) {
    int n = shape.dim(0);
    require(shape.rank() == 2, "gradients: the output must be scores [n, classes], is %s", shape);
    require(classes.length == n, "gradients: %d classes for a batch of %d", classes.length, n);
    Tensor chosen = Tensor.zeros(DType.F32, shape);
    int units = shape.dim(1);
    int count = units == 1 ? 2 : units;
    for (int i = 0; i < n; i++) {
      require(
          classes[i] >= 0 && classes[i] < count,
          "gradients: class %d of %d that the output tells apart",
          classes[i],
          count);
      if (units == 1) {
        chosen.floats()[i] = classes[i] == 1 ? 1 : -1;
      } else {
        chosen.floats()[i * units + classes[i]] = 1;
      }
    }
    return chosen;
  }

  /** See {@link Predictor#whileTraining}. */
  Tensor whileTraining(String layer, Tensor x, int seed) {
    Model.Step step =
        model.steps().stream()
            .filter(s -> s.name().equals(layer))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("model: no layer '" + layer + "' to run"));
    require(
        step.inputs().size() == 1 && model.parametersOf(step).isEmpty(),
        "%s: has parameters or several inputs; only others run by themselves",
        step.title());
    Input input = Input.of(step.inputs().get(0), x.shape().item());
    Model alone = Model.of(input, step.layer().named(step.scope()).on(input));
    StateLayout.Builder layout = StateLayout.builder();
    ModelState.declareControl(layout);
    GraphBuilder graph = new GraphBuilder(layout.build());
    Value value = graph.input("x", TensorType.real(x.shape()));
    graph.output("y", alone.train(graph, Map.of(step.inputs().get(0), value)).outputs().get(0));
    try (State control = device.allocate(graph.layout());
        Program program = compile(graph.build(), control, x.shape().dim(0))) {
      control.write(ModelState.SEED, Tensor.of(Shape.of(2), seed, seed >> 31));
      control.write(ModelState.STEP, Tensor.scalar(0));
      control.write(ModelState.HEALTHY, Tensor.scalar(1));
      program.write("x", Tensor.of(x.shape(), x.floats()));
      program.run();
      return program.read("y");
    }
  }

  private Program compile(Graph graph, State over, int n) {
    return Compile.program("inspect", device, over, CompileOptions.standard(), size -> graph, n);
  }

  private void write(Program program, List<Tensor> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      program.write(model.inputs().get(i).name(), inputs.get(i));
    }
  }
}
