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

/** Predictions for all images of a file, in their order. */
record PredictionTable(List<String> classes, int unpredicted) {
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
    List<String> names = predictor.classNames();
    List<String> classes = new ArrayList<>();
    int unpredicted = 0;
    int n = images.shape().dim(0);
    for (int from = 0; from < n; from += BATCH) {
      Tensor batch = batch(images, from, Math.min(BATCH, n - from));
      Tensor input = images.dtype() == DType.U8 ? batch : preprocessing.apply(batch);
      for (int best : predictor.predictClasses(input)) {
        unpredicted += best < 0 ? 1 : 0;
        String number = String.valueOf(best);
        classes.add(best < 0 ? NONE : best < names.size() ? names.get(best) : number);
      }
    }
    return new PredictionTable(classes, unpredicted);
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
    CsvImages.writePredictions(csv, classes);
  }
}
