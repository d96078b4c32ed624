package io.fovea.plot;

import io.fovea.data.Dataset;
import io.fovea.train.Predictor;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The examples that a model takes for something else, those first that it is surest of. */
public final class Mistakes {
  private final Dataset data;
  private final List<String> names;
  private final int looked;
  private final List<Samples.Verdict> verdicts;

  private Mistakes(Dataset data, List<String> names, int looked, List<Samples.Verdict> verdicts) {
    this.data = data;
    this.names = names;
    this.looked = looked;
    this.verdicts = verdicts;
  }

  /**
   * All mistakes among the first examples of a data set.
   *
   * @param look how many examples to look at, at most
   * @throws IllegalArgumentException if the examples do not fit the model
   * @throws IllegalStateException if they have no classes
   */
  public static Mistakes find(Predictor predictor, Dataset data, int look) {
    int looked = Math.min(look, data.size());
    List<Samples.Verdict> mistakes =
        Samples.judge(predictor, data, IntStream.range(0, looked).toArray()).stream()
            .filter(verdict -> !verdict.isRight())
            .sorted(Comparator.comparingDouble(Samples.Verdict::probability).reversed())
            .toList();
    return new Mistakes(data, Samples.names(predictor, data), looked, mistakes);
  }

  /** What the model said of each; those without a prediction come first. */
  public List<Samples.Verdict> verdicts() {
    return verdicts;
  }

  /** How many examples were looked at. */
  public int looked() {
    return looked;
  }

  /** The first of them, with what they were taken for and what they are. */
  public Drawing drawing(int most) {
    List<Samples.Verdict> shown = verdicts.subList(0, Math.min(most, verdicts.size()));
    String detail =
        verdicts.isEmpty()
            ? String.format(Locale.ROOT, "none among %,d examples", looked)
            : String.format(
                Locale.ROOT,
                "%,d among %,d examples, %s; prediction (probability), true class",
                verdicts.size(),
                looked,
                shown.size() < verdicts.size() ? "the surest " + shown.size() : "surest first");
    return Samples.sheet("Mistakes", detail, Samples.tiles(data, names, shown));
  }
}
