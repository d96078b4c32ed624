package io.fovea.cli;

import io.fovea.data.CsvImages;
import io.fovea.data.DataSource;
import io.fovea.data.Preprocessing;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Predictions for all images of a file, in their order.
 *
 * @param labels classes; or numbers, where the network was trained for numbers
 */
record PredictionTable(List<String> labels, int unpredicted) {
  private static final int BATCH = 256;

  /** What is written for an image whose scores are not numbers. */
  private static final String NONE = "";

  /**
   * Predicts for each image of a file.
   *
   * @throws IllegalArgumentException if the images are not such as the model was trained on
   */
  static PredictionTable of(Predictor predictor, Preprocessing preprocessing, Path file) {
    Tensor images = DataSource.images(file);
    Shape image = images.shape().item();
    if (!image.equals(preprocessing.shape())) {
      throw new IllegalArgumentException(
          "%s: has images %s, the network was trained on %s"
              .formatted(file, image, preprocessing.shape()));
    }
    boolean isClassifier = predictor.isClassifier();
    List<String> labels = new ArrayList<>();
    int n = images.shape().dim(0);
    for (int from = 0; from < n; from += BATCH) {
      Tensor batch = batch(images, from, Math.min(BATCH, n - from));
      Tensor input = images.dtype() == DType.U8 ? batch : preprocessing.apply(batch);
      labels.addAll(
          isClassifier
              ? classes(predictor.classNames(), predictor.predictClasses(input))
              : numbers(predictor.predict(input)));
    }
    return new PredictionTable(labels, (int) labels.stream().filter(NONE::equals).count());
  }

  private static List<String> classes(List<String> names, int[] predicted) {
    return Arrays.stream(predicted)
        .mapToObj(c -> c < 0 ? NONE : c < names.size() ? names.get(c) : String.valueOf(c))
        .toList();
  }

  private static List<String> numbers(Tensor outputs) {
    int n = outputs.shape().dim(0);
    int length = outputs.length() / n;
    return IntStream.range(0, n)
        .mapToObj(
            i -> areNumbers(outputs, i * length, length) ? text(outputs, i * length, length) : NONE)
        .toList();
  }

  /** Whether none of some numbers is NaN. */
  static boolean areNumbers(Tensor all, int from, int count) {
    return IntStream.range(from, from + count).noneMatch(i -> Double.isNaN(all.get(i)));
  }

  /** Numbers that read as what they are, parted by spaces. */
  static String text(Tensor all, int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> String.valueOf(all.floats()[i]))
        .collect(Collectors.joining(" "));
  }

  private static Tensor batch(Tensor images, int from, int n) {
    Shape image = images.shape().item();
    int item = (int) image.elements();
    int begin = from * item;
    int end = begin + n * item;
    return images.dtype() == DType.U8
        ? Tensor.of(image.batched(n), Arrays.copyOfRange(images.bytes(), begin, end))
        : Tensor.of(image.batched(n), Arrays.copyOfRange(images.floats(), begin, end));
  }

  /** Writes {@code ImageId,Label}. */
  void write(Path csv) {
    CsvImages.writePredictions(csv, labels);
  }
}
