package io.fovea.train;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line after every so many steps: step and epoch, loss and accuracy of the examples since the
 * line before (of an epoch's first line, since it began), and the learning rate of that step.
 */
public final class StepLog implements Callback {
  private static final Logger log = LoggerFactory.getLogger(StepLog.class);

  private final int steps;
  private final Consumer<String> out;
  private int epoch;
  private int examples;
  private double loss;
  private double accuracy;

  private StepLog(int steps, Consumer<String> out) {
    if (steps < 1) {
      throw new IllegalArgumentException("step log: steps must be at least 1, got " + steps);
    }
    this.steps = steps;
    this.out = out;
  }

  /** Lines in the log, at level INFO. */
  public StepLog(int steps) {
    this(steps, log::info);
  }

  /** Lines on a stream, such as {@code System.out}. */
  public StepLog(int steps, PrintStream out) {
    this(steps, out::println);
  }

  @Override
  public int everySteps() {
    return steps;
  }

  @Override
  public void onFitBegin(Trainer trainer, Progress progress) {
    epoch = 0;
  }

  @Override
  public void onSteps(Trainer trainer, int step, double learningRate, Progress progress) {
    if (progress.epoch() != epoch) {
      epoch = progress.epoch();
      examples = 0;
      loss = 0;
      accuracy = 0;
    }
    int newExamples = progress.examples() - examples;
    double newLoss = progress.loss() * progress.examples();
    double newAccuracy = progress.accuracy() * progress.examples();
    String right =
        Double.isNaN(newAccuracy)
            ? ""
            : ", accuracy "
                + Numbers.text(Numbers.ACCURACY, (newAccuracy - accuracy) / newExamples);
    out.accept(
        String.format(
            Locale.ROOT,
            "step %,d, epoch %d/%d: loss %s%s over the last %,d examples; learning rate %s",
            step,
            epoch,
            progress.lastEpoch(),
            Numbers.text(Numbers.LOSS, (newLoss - loss) / newExamples),
            right,
            newExamples,
            (float) learningRate));
    examples = progress.examples();
    loss = newLoss;
    accuracy = newAccuracy;
  }
}
