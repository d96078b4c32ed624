package io.fovea.train;

import io.fovea.backend.Pending;
import io.fovea.backend.State;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Losses and metrics on their way from the device. */
final class Metrics {
  private final Model model;
  private final Recipe recipe;
  private final int examples;
  private final Pending healthy;
  private final List<Pending> losses = new ArrayList<>();
  private final List<List<Pending>> states = new ArrayList<>();

  private Metrics(State state, Model model, Recipe recipe, String metrics, int examples) {
    this.model = model;
    this.recipe = recipe;
    this.examples = examples;
    this.healthy = state.readLater(state.layout().variable(ModelState.HEALTHY));
    for (int i = 0; i < model.outputs().size(); i++) {
      losses.add(state.readLater(state.layout().variable(TrainerLayout.loss(metrics, i))));
      List<Pending> ofOutput = new ArrayList<>();
      for (Metric metric : recipe.metrics(model, i)) {
        String path = TrainerLayout.metric(metrics, i, metric);
        ofOutput.add(state.readLater(state.layout().variable(path)));
      }
      states.add(ofOutput);
    }
  }

  /** Asks for them, without waiting. */
  static Metrics later(State state, Model model, Recipe recipe, String metrics, int examples) {
    return new Metrics(state, model, recipe, metrics, examples);
  }

  /** Waits for them. */
  static Evaluation read(State state, Model model, Recipe recipe, String metrics, int examples) {
    return later(state, model, recipe, metrics, examples).get();
  }

  /** Number of examples that they are about. */
  int examples() {
    return examples;
  }

  /** True if nothing needs to be waited for. */
  boolean isDone() {
    return healthy.isDone()
        && losses.stream().allMatch(Pending::isDone)
        && states.stream().allMatch(states -> states.stream().allMatch(Pending::isDone));
  }

  /** True if every step before them was finite. */
  boolean isHealthy() {
    return healthy.get().ints()[0] == 1;
  }

  /** Waits for them. */
  Evaluation get() {
    List<Evaluation.Score> scores = new ArrayList<>();
    for (int i = 0; i < losses.size(); i++) {
      Map<String, Double> numbers = new LinkedHashMap<>();
      ConfusionMatrix confusion = null;
      List<Metric> metrics = recipe.metrics(model, i);
      for (int k = 0; k < metrics.size(); k++) {
        Metric.Reading reading = metrics.get(k).read(states.get(i).get(k).get(), examples);
        numbers.putAll(reading.numbers());
        confusion = confusion == null ? reading.confusion() : confusion;
      }
      double loss = losses.get(i).get().item() / examples;
      scores.add(new Evaluation.Score(model.outputs().get(i), loss, numbers, confusion));
    }
    return new Evaluation(scores, examples);
  }
}
