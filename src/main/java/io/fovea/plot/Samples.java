package io.fovea.plot;

import io.fovea.data.Dataset;
import io.fovea.data.Permutation;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Predictor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Grids of examples of a data set, with their classes and what a model takes them for. */
public final class Samples {
  private static final long SEED = 1;
  private static final int BATCH = 256;
  private static final double SIDE = 64;

  private Samples() {}

  /**
   * An example and what a model says of it.
   *
   * @param index in the data set
   * @param label its class
   * @param predicted the class that it is taken for, or -1 where a score is not a number
   * @param probability of the predicted class
   */
  public record Verdict(int index, int label, int predicted, double probability) {
    /** Whether the example is taken for what it is. */
    public boolean isRight() {
      return label == predicted;
    }
  }

  /** Some examples, always the same, drawn at random from the whole data set, by class. */
  public static Drawing of(Dataset data, int count) {
    List<Tile> tiles = new ArrayList<>();
    for (int i : draw(data, count)) {
      String name = data.isLabelled() ? Probe.name(data.classNames(), data.label(i)) : "" + i;
      tiles.add(Tile.of(picture(data, i), name));
    }
    return sheet(
        "Samples", String.format(Locale.ROOT, "%,d of %,d", tiles.size(), data.size()), tiles);
  }

  /**
   * The same, with what a model takes them for; mistakes stand out.
   *
   * @throws IllegalStateException if they have no classes
   */
  public static Drawing of(Predictor predictor, Dataset data, int count) {
    List<Verdict> verdicts = judge(predictor, data, draw(data, count));
    long right = verdicts.stream().filter(Verdict::isRight).count();
    String detail =
        "%d of these %d right; prediction (probability), true class"
            .formatted(right, verdicts.size());
    List<Tile> tiles = tiles(data, names(predictor, data), verdicts);
    return sheet("Samples and predictions", detail, tiles);
  }

  private static int[] draw(Dataset data, int count) {
    int n = Math.min(Math.max(1, count), data.size());
    IntStream drawn = Arrays.stream(Permutation.of(SEED, 0, data.size())).limit(n);
    return data.isLabelled()
        ? drawn.boxed().sorted(Comparator.comparingInt(data::label)).mapToInt(i -> i).toArray()
        : drawn.toArray();
  }

  /** What a model says of some examples. */
  static List<Verdict> judge(Predictor predictor, Dataset data, int[] indices) {
    List<Verdict> verdicts = new ArrayList<>();
    for (int from = 0; from < indices.length; from += BATCH) {
      int n = Math.min(BATCH, indices.length - from);
      List<Predictor.Verdict> said = predictor.verdicts(batch(predictor, data, indices, from, n));
      for (int i = 0; i < n; i++) {
        int index = indices[from + i];
        Predictor.Verdict one = said.get(i);
        verdicts.add(new Verdict(index, data.label(index), one.predicted(), one.probability()));
      }
    }
    return verdicts;
  }

  /** Stored pixels where the model knows how to prepare them, else prepared numbers. */
  private static Tensor batch(Predictor predictor, Dataset data, int[] indices, int from, int n) {
    boolean isStored = data.imageType() == DType.U8 && predictor.preprocessing() != null;
    Shape shape = data.imageShape().batched(n);
    Tensor batch = Tensor.zeros(isStored ? DType.U8 : DType.F32, shape);
    int item = batch.length() / n;
    for (int i = 0; i < n; i++) {
      if (isStored) {
        data.copyBytes(indices[from + i], batch.bytes(), i * item);
      } else {
        data.copyInput(indices[from + i], batch.floats(), i * item);
      }
    }
    return batch;
  }

  /** Example i as one that a model takes. */
  static Tensor example(Predictor predictor, Dataset data, int i) {
    Tensor batch = batch(predictor, data, new int[] {i}, 0, 1);
    return batch.reshape(data.imageShape());
  }

  private static Tensor picture(Dataset data, int i) {
    return Probe.picture(data.imageType() == DType.U8 ? data.image(i) : data.input(i));
  }

  /** What the classes are called. */
  static List<String> names(Predictor predictor, Dataset data) {
    return data.classNames().isEmpty() ? predictor.classNames() : data.classNames();
  }

  static List<Tile> tiles(Dataset data, List<String> names, List<Verdict> verdicts) {
    List<Tile> tiles = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      String label = Probe.name(names, verdict.label());
      Tone tone = verdict.isRight() ? Tone.GOOD : Tone.BAD;
      Tile.Caption taken =
          verdict.predicted() < 0
              ? new Tile.Caption("no prediction", "", tone)
              : new Tile.Caption(
                  Probe.name(names, verdict.predicted()),
                  " (" + Probe.percent(verdict.probability()) + ")",
                  tone);
      tiles.add(
          new Tile(
              List.of(picture(data, verdict.index())),
              List.of(taken, Tile.Caption.of("true: " + label))));
    }
    return tiles;
  }

  static Drawing sheet(String title, String detail, List<Tile> tiles) {
    return new TileSheet().heading(title, detail).tiles(tiles, SIDE).drawing(title);
  }
}
