package io.fovea.train;

import io.fovea.graph.StateLayout;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.op.FlatUpdate;
import io.fovea.op.TensorType;
import org.jspecify.annotations.Nullable;

/** Names of the state of a trainer beside that of its model. */
final class TrainerLayout {
  static final String GRADIENTS = "gradients";
  static final String LEARNING_RATE = "control/learningRate";
  static final String POSITION = "control/position";

  /** Steps of the optimiser so far, where it does not take one in each batch. */
  static final String UPDATES = "control/updates";

  /** Examples that the mean gradient is of so far; a zero that it is reset to. */
  static final String ACCUMULATED = "control/accumulated";

  static final String NONE = "control/none";

  /** The mean gradient of some batches. */
  static final String MEAN_GRADIENTS = "optimizer/gradients";

  static final String RATE = "optimizer/rate";
  static final String DECAY = "optimizer/decay";
  static final String DATA = "data/";
  static final String ORDER = "data/order";
  static final String WEIGHTS = "data/weights";

  /** What the metrics of the training step are called, and those of an evaluation. */
  static final String TRAINING = "metrics/train/";

  static final String EVALUATION = "metrics/test/";

  private TrainerLayout() {}

  static String moment(int i) {
    return "moment" + i;
  }

  static String input(int i) {
    return "data/input" + i;
  }

  static String target(int i) {
    return "data/target" + i;
  }

  /** Sum of the losses of output {@code i}. */
  static String loss(String metrics, int i) {
    return metrics + "loss" + i;
  }

  /** What a metric of output {@code i} adds up. */
  static String metric(String metrics, int i, Metric metric) {
    return metrics + metric.accumulator() + i;
  }

  /**
   * The layout.
   *
   * @param resident examples that are kept on the device, or null
   */
  static StateLayout of(Model model, Recipe recipe, @Nullable Examples resident) {
    StateLayout.Builder layout = StateLayout.builder();
    ModelState.declare(model, layout);
    ModelState.declareControl(layout);
    layout.addLike(GRADIENTS, ModelState.PARAMETERS);
    for (int i = 0; i < recipe.optimizer().moments(); i++) {
      layout.addLike(moment(i), ModelState.PARAMETERS);
    }
    if (recipe.gradients().isAccumulated()) {
      layout.addLike(MEAN_GRADIENTS, ModelState.PARAMETERS);
      layout.add(UPDATES, TensorType.ints());
      layout.add(ACCUMULATED, TensorType.ints());
      layout.add(NONE, TensorType.ints());
    }
    layout.add(LEARNING_RATE, TensorType.real());
    layout.add(POSITION, TensorType.ints());
    int blocks = blocks(model);
    layout.add(RATE, TensorType.real(blocks));
    layout.add(DECAY, TensorType.real(blocks));
    addMetrics(layout, TRAINING, model, recipe);
    addMetrics(layout, EVALUATION, model, recipe);
    if (resident != null) {
      int size = resident.size();
      layout.add(ORDER, TensorType.ints(size));
      resident.columns().forEach((name, column) -> layout.add(name, column.batch(size)));
    }
    return layout.build();
  }

  /** The layout of what measuring a model takes. */
  static StateLayout ofEvaluation(Model model, Recipe recipe) {
    StateLayout.Builder layout = StateLayout.builder();
    ModelState.declare(model, layout);
    ModelState.declareControl(layout);
    addMetrics(layout, EVALUATION, model, recipe);
    return layout.build();
  }

  private static void addMetrics(
      StateLayout.Builder layout, String metrics, Model model, Recipe recipe) {
    for (int i = 0; i < recipe.losses().size(); i++) {
      layout.add(loss(metrics, i), TensorType.real());
      Target target = recipe.targets(model).get(i).get(0);
      for (Metric metric : recipe.metrics(model, i)) {
        layout.add(metric(metrics, i, metric), metric.state(target));
      }
    }
  }

  private static int blocks(Model model) {
    StateLayout.Builder layout = StateLayout.builder();
    ModelState.declare(model, layout);
    long elements = layout.build().variable(ModelState.PARAMETERS).type().shape().elements();
    return (int) (elements / FlatUpdate.BLOCK);
  }
}
