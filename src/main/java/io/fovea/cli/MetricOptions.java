package io.fovea.cli;

import io.fovea.tensor.Tensor;
import io.fovea.train.Accuracy;
import io.fovea.train.BinaryAccuracy;
import io.fovea.train.Errors;
import io.fovea.train.Metric;
import io.fovea.train.PrecisionRecall;
import io.fovea.train.Target;
import io.fovea.train.TopK;
import io.fovea.train.Trainer;
import io.fovea.train.Within;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** What is measured beside the loss and the usual. */
final class MetricOptions {
  private static final String NAMES =
      "accuracy, topK (as top5), macro, micro, per-class, binary[:THRESHOLD], errors,"
          + " within[:ABSOLUTE[:RELATIVE]]";

  @Option(
      names = "--metrics",
      paramLabel = "NAME",
      split = ",",
      description =
          "Measure more: accuracy, top5 (or another number), macro, micro or per-class (precision,"
              + " recall and F1), binary[:THRESHOLD] (accuracy of every yes or no), errors (mae,"
              + " rmse, r2), within[:ABSOLUTE[:RELATIVE]] (part within tolerance), as in"
              + " top5,macro.")
  private List<String> names = List.of();

  /**
   * What is asked for.
   *
   * @throws MisuseException listing the names there are, or naming the number that is wrong
   */
  List<Metric> all() {
    return names.stream().distinct().map(MetricOptions::of).toList();
  }

  /** The same as an array. */
  Metric[] array() {
    return all().toArray(Metric[]::new);
  }

  private static Metric of(String text) {
    NumberedName name = new NumberedName("--metrics", text);
    try {
      switch (name.name()) {
        case "binary" -> name.requireAtMost(1);
        case "within" -> name.requireAtMost(2);
        default -> name.requireAtMost(0);
      }
      return switch (name.name()) {
        case "accuracy" -> new Accuracy();
        case "macro" -> new PrecisionRecall(PrecisionRecall.Average.MACRO);
        case "micro" -> new PrecisionRecall(PrecisionRecall.Average.MICRO);
        case "per-class" -> new PrecisionRecall(PrecisionRecall.Average.PER_CLASS);
        case "binary" -> BinaryAccuracy.at(name.number(1, 0.5));
        case "errors" -> new Errors();
        case "within" -> new Within(name.number(1, 0), name.number(2, 0));
        default -> {
          if (name.name().matches("top[0-9]{1,9}")) {
            yield TopK.of(Integer.parseInt(name.name().substring(3)));
          }
          throw name.unknown(NAMES);
        }
      };
    } catch (IllegalArgumentException e) {
      throw name.wrong(e);
    }
  }

  /**
   * What a trainer measures: what is asked for, and the accuracy of whatever has classes, which
   * pictures of mistakes need.
   *
   * @param target what the loss compares with
   * @param isLabelled whether the data has classes
   * @throws MisuseException if something cannot be measured of that, or two have one name
   */
  Metric[] of(Target target, boolean isLabelled) {
    List<Metric> metrics = new ArrayList<>(all());
    Set<String> measured = new HashSet<>();
    for (int i = 0; i < metrics.size(); i++) {
      Metric metric = metrics.get(i);
      MisuseException.require(
          metric.measures(target),
          "--metrics: %s cannot be measured of what the loss compares with %s",
          names.stream().distinct().toList().get(i),
          target);
      for (String number : numbers(metric, target)) {
        MisuseException.require(
            measured.add(number), "--metrics: two of %s are called '%s'", names, number);
      }
    }
    Metric accuracy = new Accuracy();
    if (isLabelled && accuracy.measures(target) && measured.addAll(numbers(accuracy, target))) {
      metrics.add(0, accuracy);
    }
    return metrics.toArray(Metric[]::new);
  }

  private static Set<String> numbers(Metric metric, Target target) {
    Tensor nothing = Tensor.zeros(metric.state(target).dtype(), metric.state(target).shape());
    return metric.read(nothing, 0).numbers().keySet();
  }

  /** A resumed training keeps its metrics; asking for others is a mistake. */
  void requireSame(Trainer resumed, Sameness sameness) {
    if (!names.isEmpty()) {
      boolean isSame = others(all()).equals(others(resumed.metrics()));
      sameness.require("--metrics " + String.join(",", names), isSame, resumed.metrics());
    }
  }

  /** All but the accuracy, which is measured anyway. */
  private static Set<Metric> others(List<Metric> metrics) {
    Set<Metric> others = new HashSet<>(metrics);
    others.remove(new Accuracy());
    return others;
  }
}
