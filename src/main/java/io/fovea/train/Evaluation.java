package io.fovea.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How good a model is on some examples.
 *
 * @param outputs one score per output of the model
 * @param examples how many were looked at
 */
public record Evaluation(List<Score> outputs, long examples) {
  /**
   * How good one output is.
   *
   * @param name of the output
   * @param loss mean over the examples, each times its weight where they have weights
   * @param metrics what else was measured, by name
   * @param confusion how often each class was taken for each; null where no metric counts that
   */
  public record Score(
      String name, double loss, Map<String, Double> metrics, @Nullable ConfusionMatrix confusion) {
    public Score {
      metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /**
     * The part of the examples that is predicted right, in [0, 1].
     *
     * @throws IllegalStateException if it was not measured
     */
    public double accuracy() {
      return Numbers.require(metrics, Numbers.ACCURACY);
    }
  }

  public Evaluation {
    outputs = List.copyOf(outputs);
  }

  /** Mean loss over the examples; of several outputs, the sum. */
  public double loss() {
    return outputs.stream().mapToDouble(Score::loss).sum();
  }

  /**
   * All numbers by name: {@code loss}, then the metrics of the first output; with several outputs
   * then all numbers of each as {@code OUTPUT/NAME}.
   */
  public Map<String, Double> numbers() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put(Numbers.LOSS, loss());
    numbers.putAll(outputs.get(0).metrics());
    if (outputs.size() > 1) {
      for (Score score : outputs) {
        numbers.put(score.name() + "/" + Numbers.LOSS, score.loss());
        score.metrics().forEach((name, value) -> numbers.put(score.name() + "/" + name, value));
      }
    }
    return numbers;
  }

  /**
   * The part of the examples that is predicted right, in [0, 1]; by the first output.
   *
   * @throws IllegalStateException if it was not measured: {@link #numbers} has what was
   */
  public double accuracy() {
    return outputs.get(0).accuracy();
  }

  /**
   * Of the first output.
   *
   * @throws IllegalStateException if it was not measured, as with a loss that compares numbers
   */
  public ConfusionMatrix confusion() {
    ConfusionMatrix confusion = outputs.get(0).confusion();
    if (confusion == null) {
      throw new IllegalStateException(
          "evaluation: there is no confusion matrix; add the metric Accuracy to the trainer");
    }
    return confusion;
  }

  /** All numbers in a line, and the confusion matrix where it is not too large to read. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Score score : outputs) {
      ConfusionMatrix confusion = score.confusion();
      text.append(outputs.size() == 1 ? "" : score.name() + ": ")
          .append(Numbers.text(Map.of(Numbers.LOSS, score.loss())))
          .append(score.metrics().isEmpty() ? "" : ", " + Numbers.text(score.metrics()))
          .append(String.format(Locale.ROOT, " of %,d", examples))
          .append(confusion == null ? "" : unpredicted(confusion))
          .append('\n');
      if (confusion != null && confusion.classes() <= 20) {
        text.append(confusion);
      }
    }
    return text.toString();
  }

  private static String unpredicted(ConfusionMatrix confusion) {
    long count = confusion.unpredicted();
    return count == 0
        ? ""
        : String.format(Locale.ROOT, " (%,d without a prediction: a score is not a number)", count);
  }
}
