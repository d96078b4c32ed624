package io.fovea.train;

import io.fovea.graph.Autodiff;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.graph.pass.Passes;
import io.fovea.model.Built;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.nn.Parameter;
import io.fovea.nn.Penalty;
import io.fovea.op.Accumulate;
import io.fovea.op.Add;
import io.fovea.op.CheckFinite;
import io.fovea.op.Count;
import io.fovea.op.GatherRows;
import io.fovea.op.Mean;
import io.fovea.op.Multiply;
import io.fovea.op.RunningMean;
import io.fovea.op.SumSquares;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.op.WeightPenalty;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The graphs of a trainer: one step of training, and one step of an evaluation. */
final class StepGraph {
  /** Labels of what is of no layer. */
  static final String GRADIENTS = "gradients";

  static final String OPTIMIZER = "optimizer";
  static final String STEP = "step";
  static final String METRICS = "metrics";

  private final Model model;
  private final Recipe recipe;
  private final Examples examples;
  private final GraphBuilder graph;
  private final List<Value> targets = new ArrayList<>();
  private final Map<String, Value> inputs = new HashMap<>();
  private @Nullable Value weights;

  private StepGraph(Model model, Recipe recipe, StateLayout layout, Examples examples) {
    this.model = model;
    this.recipe = recipe;
    this.examples = examples;
    this.graph = new GraphBuilder(layout);
  }

  /**
   * One step of training on a batch of n: forward, loss, gradients, check, update, metrics.
   *
   * @param isResident whether the batch is gathered from examples on the device, or written
   */
  static Graph training(
      Model model,
      Recipe recipe,
      StateLayout layout,
      Examples examples,
      int n,
      boolean isResident) {
    StepGraph step = new StepGraph(model, recipe, layout, examples);
    if (isResident) {
      step.gather(n);
    } else {
      step.receive(n);
    }
    step.augment();
    Built built = step.model.train(step.graph, step.inputs);
    step.learn(built, step.losses(built), n);
    return step.graph.build();
  }

  /** The step of the optimiser after some batches whose mean gradient it takes. */
  static Graph update(Model model, Recipe recipe, StateLayout layout, Examples examples) {
    StepGraph step = new StepGraph(model, recipe, layout, examples);
    GraphBuilder graph = step.graph;
    graph.label(OPTIMIZER);
    Value norm = graph.emit(new SumSquares(), graph.variable(TrainerLayout.MEAN_GRADIENTS));
    step.update(TrainerLayout.MEAN_GRADIENTS, norm, TrainerLayout.UPDATES);
    Value healthy = graph.variable(ModelState.HEALTHY);
    graph.emitAll(new Count(1, true), List.of(graph.variable(TrainerLayout.UPDATES), healthy));
    graph.assign(
        graph.layout().variable(TrainerLayout.ACCUMULATED), graph.variable(TrainerLayout.NONE));
    return graph.build();
  }

  /** One step of training with the usual settings, after the standard passes. */
  static Graph usual(Model model, int n) {
    List<int[]> labels = model.outputs().stream().map(output -> new int[n]).toList();
    List<Tensor> inputs =
        model.inputs().stream().map(x -> Tensor.zeros(DType.F32, x.shape().batched(n))).toList();
    Recipe recipe = Recipe.usual(Recipe.usualLosses(model));
    recipe.check(model);
    Examples examples = Examples.of(inputs, labels).fitFor(model, recipe.targets(model));
    StateLayout layout = TrainerLayout.of(model, recipe, examples);
    return Passes.optimize(training(model, recipe, layout, examples, n, true), Set.of());
  }

  /** One step of an evaluation: forward, loss, metrics, on a batch of n that the host writes. */
  static Graph evaluation(
      Model model, Recipe recipe, StateLayout layout, Examples examples, int n) {
    StepGraph step = new StepGraph(model, recipe, layout, examples);
    step.receive(n);
    Built built = step.model.infer(step.graph, step.inputs);
    List<Loss.Scored> losses = step.losses(built);
    step.graph.label(METRICS);
    for (int i = 0; i < losses.size(); i++) {
      Value sum = step.graph.variable(TrainerLayout.loss(TrainerLayout.EVALUATION, i));
      step.graph.emitAll(new Accumulate(), List.of(sum, losses.get(i).perExample()));
    }
    step.measure(losses, TrainerLayout.EVALUATION);
    return step.graph.build();
  }

  private void gather(int n) {
    graph.label("data");
    GatherRows rows = new GatherRows(n);
    Value order = graph.variable(TrainerLayout.ORDER);
    Value position = graph.variable(TrainerLayout.POSITION);
    for (int i = 0; i < examples.inputs().size(); i++) {
      feed(i, graph.emit(rows, graph.variable(TrainerLayout.input(i)), order, position));
    }
    for (int i = 0; i < examples.targets().size(); i++) {
      Value target = graph.variable(TrainerLayout.target(i));
      targets.add(graph.emit(rows, target, order, position));
    }
    if (examples.isWeighted()) {
      weights = graph.emit(rows, graph.variable(TrainerLayout.WEIGHTS), order, position);
    }
  }

  private void receive(int n) {
    graph.label("data");
    for (int i = 0; i < examples.inputs().size(); i++) {
      feed(i, graph.input(TrainerLayout.input(i), examples.inputs().get(i).batch(n)));
    }
    for (int i = 0; i < examples.targets().size(); i++) {
      Column column = examples.targets().get(i).column();
      targets.add(graph.input(TrainerLayout.target(i), column.batch(n)));
    }
    if (examples.isWeighted()) {
      weights = graph.input(TrainerLayout.WEIGHTS, TensorType.real(n));
    }
  }

  private void feed(int i, Value stored) {
    Column column = examples.inputs().get(i);
    Value input = column.toInput() == null ? stored : column.toInput().emit(graph, stored);
    inputs.put(model.inputs().get(i).name(), input);
  }

  private void augment() {
    List<Float> zero = examples.storedZero();
    inputs.replaceAll((name, x) -> recipe.augmentations().apply(graph, name, x, zero));
  }

  private List<Loss.Scored> losses(Built built) {
    List<Loss.Scored> losses = new ArrayList<>();
    for (int i = 0; i < recipe.losses().size(); i++) {
      graph.label("loss");
      Loss loss = recipe.losses().get(i);
      Loss.Scored scored = loss.build(graph, built.outputs().get(i), targets.get(i));
      losses.add(weights == null ? scored : weighted(scored, weights));
    }
    return losses;
  }

  private Loss.Scored weighted(Loss.Scored scored, Value byExample) {
    Value loss = graph.emit(new Multiply(), scored.perExample(), byExample);
    return new Loss.Scored(loss, scored.scores());
  }

  private void learn(Built built, List<Loss.Scored> losses, int n) {
    graph.label("loss");
    Value loss = mean(losses, 0);
    for (int i = 1; i < losses.size(); i++) {
      loss = graph.emit(new Add(), loss, mean(losses, i));
    }
    List<String> paths =
        model.parameters().stream()
            .map(Parameter::path)
            .filter(path -> !recipe.isFrozen(path))
            .toList();
    for (String path : paths) {
      Penalty penalty = model.penalties().get(path);
      if (penalty != null) {
        graph.label(path.substring(0, path.lastIndexOf('/')));
        var cost = new WeightPenalty(penalty.l1(), penalty.l2());
        loss = graph.emit(new Add(), loss, graph.emit(cost, graph.variable(path)));
      }
    }
    List<Value> parameters = paths.stream().map(graph::variable).toList();
    List<Value> gradients = Autodiff.gradients(graph, loss, parameters);
    graph.label(GRADIENTS);
    for (int i = 0; i < paths.size(); i++) {
      String path = TrainerLayout.GRADIENTS + "/" + paths.get(i);
      graph.assign(graph.layout().variable(path), gradients.get(i));
    }
    Value healthy = graph.variable(ModelState.HEALTHY);
    Value all = graph.variable(TrainerLayout.GRADIENTS);
    Value norm = graph.emit(new CheckFinite(), healthy, loss, all);
    if (recipe.gradients().isAccumulated()) {
      accumulate(n);
    } else {
      update(TrainerLayout.GRADIENTS, norm, ModelState.STEP);
    }
    built.updates().forEach(Runnable::run);
    graph.label(STEP);
    Value position = graph.variable(TrainerLayout.POSITION);
    graph.emitAll(
        new Count(List.of(1, n), 1), List.of(graph.variable(ModelState.STEP), position, healthy));
    measure(losses, TrainerLayout.TRAINING);
  }

  /** The mean of a loss, whose sum is added to those of the steps before. */
  private Value mean(List<Loss.Scored> losses, int i) {
    Value total = graph.variable(TrainerLayout.loss(TrainerLayout.TRAINING, i));
    return graph.emit(new Mean(true), losses.get(i).perExample(), total);
  }

  /** Takes the gradient of the batch into the mean of those before it. */
  private void accumulate(int n) {
    graph.label(OPTIMIZER);
    Value count = graph.variable(TrainerLayout.ACCUMULATED);
    Value mean = graph.variable(TrainerLayout.MEAN_GRADIENTS);
    Value gradients = graph.variable(TrainerLayout.GRADIENTS);
    graph.emitAll(new RunningMean(n), List.of(mean, gradients, count));
    graph.emitAll(new Count(n, false), List.of(count));
  }

  /**
   * A step of the optimiser.
   *
   * @param gradients the region that it takes
   * @param sumSquares of these
   * @param step the counter of its steps
   */
  private void update(String gradients, Value sumSquares, String step) {
    graph.label(OPTIMIZER);
    if (recipe.gradients().isClipped()) {
      graph.emitAll(recipe.gradients().clip(), List.of(graph.variable(gradients), sumSquares));
    }
    List<Value> inputs = new ArrayList<>();
    inputs.add(graph.variable(ModelState.PARAMETERS));
    inputs.add(graph.variable(gradients));
    for (int i = 0; i < recipe.optimizer().moments(); i++) {
      inputs.add(graph.variable(TrainerLayout.moment(i)));
    }
    inputs.add(graph.variable(TrainerLayout.LEARNING_RATE));
    inputs.add(graph.variable(step));
    inputs.add(graph.variable(ModelState.HEALTHY));
    inputs.add(graph.variable(TrainerLayout.RATE));
    inputs.add(graph.variable(TrainerLayout.DECAY));
    graph.emitAll(recipe.optimizer().step(), inputs);
  }

  private void measure(List<Loss.Scored> losses, String metrics) {
    graph.label(METRICS);
    for (int i = 0; i < losses.size(); i++) {
      Target target = recipe.targets(model).get(i).get(0);
      var compared = new Metric.Compared(target, losses.get(i).scores(), targets.get(i));
      for (Metric metric : recipe.metrics(model, i)) {
        Value state = graph.variable(TrainerLayout.metric(metrics, i, metric));
        metric.accumulate(graph, state, compared);
      }
    }
  }
}
