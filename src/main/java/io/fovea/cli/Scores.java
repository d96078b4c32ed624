package io.fovea.cli;

import io.fovea.train.ConfusionMatrix;
import io.fovea.train.Evaluation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** What was measured, as fields of a report. */
final class Scores {
  private Scores() {}

  /** All numbers on test examples, and the confusion matrix where there is one. */
  static void put(Evaluation test, BiConsumer<String, Object> report) {
    put("test", test.numbers(), report);
    ConfusionMatrix confusion = test.outputs().get(0).confusion();
    if (confusion != null) {
      report.accept("unpredicted", confusion.unpredicted());
      report.accept("confusion", rows(confusion));
    }
  }

  /** Numbers by their names, as in {@code testLoss}. */
  static void put(String of, Map<String, Double> numbers, BiConsumer<String, Object> report) {
    numbers.forEach(
        (name, value) ->
            report.accept(
                of + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1), value));
  }

  private static List<List<Integer>> rows(ConfusionMatrix matrix) {
    return IntStream.range(0, matrix.classes())
        .mapToObj(
            label ->
                IntStream.range(0, matrix.classes())
                    .mapToObj(prediction -> matrix.count(label, prediction))
                    .toList())
        .toList();
  }
}
