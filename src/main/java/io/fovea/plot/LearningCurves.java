package io.fovea.plot;

import io.fovea.train.EpochResult;
import io.fovea.train.History;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How losses and accuracies went, epoch by epoch: of one training, or of several to compare. What
 * was measured while training is dashed, what was measured on validation examples is not.
 */
public final class LearningCurves {
  private static final Set<String> ABBREVIATIONS = Set.of("mae", "rmse", "r2");
  private static final Pattern LOW = Pattern.compile("loss$|error$|mae$|mse$");
  private static final Pattern HIGH = Pattern.compile("accuracy$|precision|recall|f1|r2$");

  private LearningCurves() {}

  /**
   * The curves of one training, side by side.
   *
   * @throws IllegalArgumentException if no epoch was finished
   */
  public static Drawing of(History history) {
    return of(Map.of("", history));
  }

  /**
   * The curves of several trainings in common axes.
   *
   * @param runs by the names that the legend calls them, in their order
   * @throws IllegalArgumentException if there is none, or one without a finished epoch
   */
  public static Drawing of(Map<String, History> runs) {
    List<Drawing> panels = panels(runs);
    List<Drawing> rows = new ArrayList<>();
    for (int i = 0; i < panels.size(); i += 2) {
      rows.add(Drawing.beside("", panels.subList(i, Math.min(i + 2, panels.size()))));
    }
    return Drawing.stacked("Learning curves", rows);
  }

  /** The same, a drawing for each measure. */
  public static List<Drawing> panels(Map<String, History> runs) {
    if (runs.isEmpty() || runs.values().stream().anyMatch(run -> run.epochs().isEmpty())) {
      throw new IllegalArgumentException("learning curves: need a training with a finished epoch");
    }
    return measures(runs).stream().map(measure -> panel(measure, runs)).toList();
  }

  /**
   * Something that was measured in every epoch.
   *
   * @param isBestLow whether small numbers are good; null where that is not known
   * @param training while the examples were learned from; null where it was not measured
   * @param afterwards on the validation examples, likewise
   */
  private record Measure(
      String title,
      Axis.Kind kind,
      @Nullable Boolean isBestLow,
      Function<EpochResult, @Nullable Double> training,
      Function<EpochResult, @Nullable Double> afterwards) {

    /** A loss or metric. */
    static Measure of(String name) {
      String plain = name.toLowerCase(Locale.ROOT);
      boolean isLow = LOW.matcher(plain).find();
      boolean isHigh = HIGH.matcher(plain).find();
      return new Measure(
          words(name),
          plain.endsWith("accuracy") ? Axis.Kind.PERCENT : Axis.Kind.NUMBER,
          (isLow || isHigh) ? (Boolean) isLow : null,
          epoch -> epoch.training().get(name),
          epoch -> epoch.validation().get(name));
    }

    /** The name in words, as in {@code Top 5 accuracy}. */
    private static String words(String name) {
      if (ABBREVIATIONS.contains(name)) {
        return name.toUpperCase(Locale.ROOT);
      }
      String parted = name.replaceAll("(?<=[a-z])(?=[0-9]{1,3}[A-Z])|(?<=[a-z0-9])(?=[A-Z])", " ");
      String lower = name.indexOf('/') >= 0 ? parted : parted.toLowerCase(Locale.ROOT);
      return lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1);
    }
  }

  private static List<Measure> measures(Map<String, History> runs) {
    Set<String> names = new LinkedHashSet<>();
    boolean isRateChanging = false;
    for (History run : runs.values()) {
      run.epochs().forEach(epoch -> names.addAll(epoch.training().keySet()));
      run.epochs().forEach(epoch -> names.addAll(epoch.validation().keySet()));
      isRateChanging |=
          run.epochs().stream().mapToDouble(EpochResult::learningRate).distinct().count() > 1;
    }
    List<Measure> measures = new ArrayList<>();
    names.forEach(name -> measures.add(Measure.of(name)));
    if (isRateChanging) {
      measures.add(
          new Measure(
              "Learning rate", Axis.Kind.NUMBER, null, e -> null, EpochResult::learningRate));
    }
    return measures;
  }

  private static Drawing panel(Measure measure, Map<String, History> runs) {
    boolean isAlone = runs.size() == 1;
    List<Chart.Curve> curves = new ArrayList<>();
    int run = 0;
    for (Map.Entry<String, History> entry : runs.entrySet()) {
      List<EpochResult> epochs = entry.getValue().epochs();
      boolean isTrained = epochs.stream().anyMatch(e -> measure.training().apply(e) != null);
      boolean isMeasured = epochs.stream().anyMatch(e -> measure.afterwards().apply(e) != null);
      String name = isAlone ? "" : entry.getKey();
      if (isTrained) {
        String legend = isAlone ? "training" : isMeasured ? "" : name + " (training)";
        Tone tone = Tone.series(isAlone ? 1 : run);
        curves.add(curve(legend, epochs, measure.training(), tone, true));
      }
      if (isMeasured) {
        String legend = isAlone && isTrained ? "validation" : name;
        curves.add(
            curve(
                legend + best(measure, epochs),
                epochs,
                measure.afterwards(),
                Tone.series(run),
                false));
      }
      run++;
    }
    if (!isAlone && curves.stream().anyMatch(curve -> curve.legend().isEmpty())) {
      curves.add(new Chart.Curve("training", new double[0], new double[0], Tone.MUTED, true));
    }
    return Chart.of(measure.title(), "epoch", measure.kind(), curves);
  }

  /** Epochs where it was not measured leave a gap. */
  private static Chart.Curve curve(
      String legend,
      List<EpochResult> epochs,
      Function<EpochResult, @Nullable Double> measured,
      Tone tone,
      boolean dashed) {
    double[] xs = epochs.stream().mapToDouble(EpochResult::epoch).toArray();
    double[] ys =
        epochs.stream()
            .mapToDouble(e -> Objects.requireNonNullElse(measured.apply(e), Double.NaN))
            .toArray();
    return new Chart.Curve(legend, xs, ys, tone, dashed);
  }

  /** What the legend says of the best epoch. */
  private static String best(Measure measure, List<EpochResult> epochs) {
    EpochResult best = null;
    double record = Double.NaN;
    for (EpochResult epoch : epochs) {
      Double value = measure.afterwards().apply(epoch);
      if (measure.isBestLow() == null || value == null || !Double.isFinite(value)) {
        continue;
      }
      if (best == null || (measure.isBestLow() ? value < record : value > record)) {
        best = epoch;
        record = value;
      }
    }
    if (best == null) {
      return "";
    }
    String shown =
        measure.kind() == Axis.Kind.PERCENT
            ? String.format(Locale.ROOT, "%.2f %%", 100 * record)
            : Axis.compact(record);
    return ", best " + shown + " in epoch " + best.epoch();
  }
}
