package io.fovea.plot;

import io.fovea.model.Model;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Predictor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One example and what a model says of it. */
final class Probe {
  private static final int MOST_NUMBERS = 6;

  private final Predictor predictor;
  private final Tensor batch;

  /**
   * @param example as the model takes it, with or without an axis for a batch of one
   */
  Probe(Predictor predictor, Tensor example) {
    this.predictor = predictor;
    Shape wanted = predictor.model().inputs().get(0).shape();
    this.batch = example.shape().equals(wanted) ? example.reshape(wanted.batched(1)) : example;
    if (!batch.shape().equals(wanted.batched(1))) {
      throw new IllegalArgumentException(
          "picture: the model takes one example %s, got %s".formatted(wanted, example.shape()));
    }
  }

  static Model.Step step(Model model, String layer) {
    return model.steps().stream()
        .filter(step -> step.name().equals(layer))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "picture: no layer '%s'; there are %s"
                        .formatted(layer, model.steps().stream().map(Model.Step::name).toList())));
  }

  /** What kind of layer a step applies, as in {@code conv2d}. */
  static String kind(Model.Step step) {
    return step.title().substring(0, step.title().indexOf(' '));
  }

  /** A shape as people write it. */
  static String dims(Shape shape) {
    return Arrays.stream(shape.dims())
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(" \u00d7 "));
  }

  Tensor batch() {
    return batch;
  }

  /** The example as a picture, {@code [h, w, 1]} or {@code [h, w, 3]}. */
  Tensor picture() {
    return picture(batch.reshape(batch.shape().item()));
  }

  /**
   * Anything as a picture: stored pixels as they are; numbers from the smallest, black, to the
   * largest, white; of other channels than one or three, the first.
   */
  static Tensor picture(Tensor example) {
    boolean isColour = example.shape().rank() == 3 && example.shape().dim(2) == 3;
    Planes planes = Planes.of(example, isColour ? 3 : 1);
    double[] all = planes.all();
    double low = Arrays.stream(all).filter(Double::isFinite).min().orElse(0);
    double high = Arrays.stream(all).filter(Double::isFinite).max().orElse(0);
    boolean isStored = example.dtype() == DType.U8;
    double black = isStored ? 0 : low;
    double range = isStored ? 255 : high > low ? high - low : 1;
    int channels = planes.values().size();
    Tensor picture = Tensor.zeros(DType.U8, Shape.of(planes.h(), planes.w(), channels));
    for (int c = 0; c < channels; c++) {
      double[] plane = planes.values().get(c);
      for (int i = 0; i < plane.length; i++) {
        double level = 255 * (plane[i] - black) / range;
        picture.bytes()[i * channels + c] = (byte) Math.round(Math.max(0, Math.min(255, level)));
      }
    }
    return picture;
  }

  /** What layers make of the example, by name: without the axis of the batch. */
  Tensor value(String name) {
    return item(predictor.values(batch, name), name);
  }

  /** One of some values: without the axis of the batch. */
  static Tensor item(Map<String, Tensor> values, String name) {
    Tensor value = Objects.requireNonNull(values.get(name));
    return value.reshape(value.shape().item());
  }

  /** The class that is predicted, or -1. */
  int prediction() {
    return predictor.predictClasses(batch)[0];
  }

  /** The prediction in words. */
  String verdict() {
    if (!predictor.isClassifier()) {
      return "predicted " + numbers(predictor.predict(batch));
    }
    Predictor.Verdict verdict = predictor.verdicts(batch).get(0);
    if (verdict.predicted() < 0) {
      return "no prediction: the scores are not numbers";
    }
    return "predicted %s (%s)"
        .formatted(
            name(predictor.classNames(), verdict.predicted()), percent(verdict.probability()));
  }

  /** The first numbers of an output. */
  private static String numbers(Tensor output) {
    String first =
        IntStream.range(0, Math.min(MOST_NUMBERS, output.length()))
            .mapToObj(i -> String.format(Locale.ROOT, "%.4g", output.get(i)))
            .collect(Collectors.joining(", "));
    return output.length() > MOST_NUMBERS ? first + ", .." : first;
  }

  static String name(List<String> names, int number) {
    return number < 0 ? "none" : number < names.size() ? names.get(number) : "" + number;
  }

  static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * part);
  }
}
