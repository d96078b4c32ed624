package io.fovea.train;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.model.Model;
import org.jspecify.annotations.Nullable;

/** Measures a model batch by batch, over a state that holds its weights and room for metrics. */
final class Evaluator implements AutoCloseable {
  /** Examples per step where nobody says otherwise. */
  static final int BATCH = 128;

  private final Model model;
  private final Device device;
  private final Recipe recipe;
  private final ProgramCache programs = new ProgramCache(3);
  private @Nullable Object compiledFor;

  Evaluator(Model model, Device device, Recipe recipe) {
    this.model = model;
    this.device = device;
    this.recipe = recipe;
  }

  /**
   * Losses and metrics.
   *
   * @param state the same one until the next {@link #close}
   */
  Evaluation evaluate(State state, Examples given, int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("evaluate: batch must be at least 1, got " + batch);
    }
    Examples examples = given.fitFor(model, recipe.targets(model));
    if (!examples.form().equals(compiledFor)) {
      programs.close();
      compiledFor = examples.form();
    }
    TrainerState.resetMetrics(state, TrainerLayout.EVALUATION);
    int[] order = TrainerState.identity(examples.size());
    try (BatchStream stream = new BatchStream(examples, order, 0, batch)) {
      for (int from = 0; from < order.length; from += batch) {
        int n = Math.min(batch, order.length - from);
        Program program = programs.get(n, size -> compile(state, examples, size));
        stream.writeNext(program);
        program.run();
      }
    }
    return Metrics.read(state, model, recipe, TrainerLayout.EVALUATION, order.length);
  }

  private Program compile(State state, Examples examples, int n) {
    return Compile.program(
        "evaluate",
        device,
        state,
        CompileOptions.standard(),
        size -> StepGraph.evaluation(model, recipe, state.layout(), examples, size),
        n);
  }

  /** Closes the programs; it can be used again. */
  @Override
  public void close() {
    programs.close();
  }
}
