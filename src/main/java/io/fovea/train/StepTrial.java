package io.fovea.train;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.LaunchTime;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.data.Dataset;
import io.fovea.graph.Node;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.StepProfile.NodeTime;
import io.fovea.train.StepProfile.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A training step to be looked at: it is that of the last fit where its examples were kept on the
 * device, else that of examples streamed from the host.
 */
final class StepTrial implements AutoCloseable {
  private static final int WARM_UP = 3;

  /** Most steps that are handed in one after the other. */
  private static final int MOST_IN_A_ROW = 4;

  private final Trainer trainer;
  private final State state;
  private final Examples examples;
  private final int[] order;
  private final boolean isResident;
  private final int batch;
  private final Program program;

  /**
   * Compiles the step.
   *
   * @param data examples to stream, where none are on the device
   */
  StepTrial(Trainer trainer, Dataset data, int batch) {
    this.trainer = trainer;
    this.state = trainer.memory().state();
    Examples resident = trainer.memory().resident();
    this.isResident = resident != null;
    this.examples =
        (resident != null ? resident : Examples.of(data))
            .fitFor(trainer.model(), trainer.recipe().targets(trainer.model()));
    this.order = TrainerState.identity(examples.size());
    this.batch = batch;
    this.program =
        Compile.program(
            "training step",
            trainer.device(),
            state,
            CompileOptions.standard(),
            n ->
                StepGraph.training(
                    trainer.model(), trainer.recipe(), state.layout(), examples, n, isResident),
            batch);
  }

  StepPlan plan() {
    return StepPlan.of(program);
  }

  /**
   * Runs steps on the first examples and takes their times; afterwards the trainer is as before.
   *
   * @param runs how many times each number is taken
   */
  StepProfile profile(int runs) {
    if (batch > examples.size()) {
      throw new IllegalArgumentException(
          "profile: a batch of %d is larger than the %d examples"
              .formatted(batch, examples.size()));
    }
    Map<String, Tensor> before = trainer.memory().values();
    try {
      if (isResident) {
        state.write(TrainerLayout.ORDER, Tensor.of(Shape.of(order.length), order));
      }
      inARow(WARM_UP, 1);
      double[][] inARow = inARow(runs, Math.min(MOST_IN_A_ROW, examples.size() / batch));
      return new StepProfile(plan(), nodes(runs), median(inARow[1]), median(inARow[0]));
    } finally {
      trainer.memory().restore(before);
    }
  }

  /** Lets the next step be that on the first examples, and waits until it may begin. */
  private void rewind() {
    if (isResident) {
      state.write(TrainerLayout.POSITION, Tensor.scalar(0));
    } else {
      BatchStream.write(examples, order, 0, batch, program);
    }
    trainer.device().finish();
  }

  /**
   * Seconds to hand a step in, and seconds of a step among some handed in at once; each so often.
   */
  private double[][] inARow(int runs, int steps) {
    double[][] seconds = new double[2][runs];
    for (int run = 0; run < runs; run++) {
      rewind();
      long start = System.nanoTime();
      program.run();
      seconds[0][run] = (System.nanoTime() - start) * 1e-9;
      for (int step = 1; step < steps; step++) {
        program.run();
      }
      trainer.device().finish();
      seconds[1][run] = (System.nanoTime() - start) * 1e-9 / steps;
    }
    return seconds;
  }

  private List<NodeTime> nodes(int runs) {
    List<List<LaunchTime>> times = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      rewind();
      times.add(program.runTimed());
    }
    Map<Node, Phase> phases = StepPhases.of(program.graph());
    List<NodeTime> nodes = new ArrayList<>();
    List<LaunchTime> launches = times.get(0);
    for (int i = 0; i < launches.size(); ) {
      Node node = launches.get(i).node();
      int from = i;
      double nanos = 0;
      for (; i < launches.size() && launches.get(i).node() == node; i++) {
        int launch = i;
        nanos += median(times.stream().mapToDouble(run -> run.get(launch).nanos()).toArray());
      }
      String implementation = launches.get(from).launch().implementation();
      Phase phase = Objects.requireNonNull(phases.get(node), node::title);
      nodes.add(NodeTime.of(node, implementation, phase, i - from, nanos));
    }
    return nodes;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  @Override
  public void close() {
    program.close();
  }
}
