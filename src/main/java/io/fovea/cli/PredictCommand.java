package io.fovea.cli;

import io.fovea.backend.Device;
import io.fovea.data.Picture;
import io.fovea.data.Preprocessing;
import io.fovea.tensor.Tensor;
import io.fovea.train.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what saved models see in picture files. */
@Command(
    name = "predict",
    description =
        "Say what is in pictures (PNG, JPEG, GIF, BMP), prepared as the network's training data"
            + " were; or in all images of a table.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PredictCommand extends Reporting {
  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue = "out/model.fovea",
      description = "What 'fovea train' saved (default: ${DEFAULT-VALUE}).")
  private Path model = Path.of("out/model.fovea");

  @Option(
      names = "--invert",
      paramLabel = "CHOICE",
      description =
          "no, yes or auto (by the brightness of the border): turn pictures into negatives"
              + " (default: what the model says).")
  private Preprocessing.@Nullable Invert invert;

  @Mixin private DeviceOptions device = new DeviceOptions();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "Predict for every image of a table (.csv, with labels or without), an array (.npy) or an"
              + " IDX file.")
  private @Nullable Path data;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description =
          "Where the predictions for --data go, as ImageId,Label; of a network that was trained for"
              + " numbers, the label is these, parted by spaces.")
  private @Nullable Path csv;

  @Parameters(arity = "0..*", paramLabel = "IMAGE", description = "Picture files.")
  private List<Path> images = List.of();

  @Override
  void run() {
    MisuseException.require(
        images.isEmpty() == (data != null), "give either picture files, or --data FILE");
    MisuseException.require(
        (data == null) == (csv == null), "--data FILE and --csv FILE go together");
    try (Device opened = device.open();
        Predictor predictor = Predictor.load(model, opened)) {
      Preprocessing preprocessing = predictor.preprocessing();
      if (preprocessing == null) {
        throw new IllegalArgumentException(
            model + " was not trained on pictures: it does not say how to prepare them");
      }
      if (invert != null) {
        preprocessing = preprocessing.with(invert);
      }
      put("device", DeviceOptions.report(opened.info()));
      put("precision", device.precision(opened));
      if (data != null && csv != null) {
        MisuseException.require(invert == null, "--invert is for picture files");
        table(predictor, preprocessing, data, csv);
        return;
      }
      List<Object> predictions = new ArrayList<>();
      for (Path image : images) {
        predictions.add(predict(predictor, preprocessing, image));
      }
      put("predictions", predictions);
    }
  }

  private void table(Predictor predictor, Preprocessing preprocessing, Path from, Path to) {
    PredictionTable table = PredictionTable.of(predictor, preprocessing, from);
    table.write(to);
    say("%s: %,d predictions for the images of %s", to, table.labels().size(), from);
    put("csv", to.toString());
    put("images", table.labels().size());
    if (table.unpredicted() > 0) {
      say("%,d have none: the network's scores are not numbers (NaN)", table.unpredicted());
      put("unpredicted", table.unpredicted());
      fail();
    }
  }

  private Map<String, @Nullable Object> predict(
      Predictor predictor, Preprocessing preprocessing, Path image) {
    Picture picture = Picture.read(image, preprocessing);
    Tensor batch = picture.pixels().reshape(picture.pixels().shape().batched(1));
    Map<String, @Nullable Object> report = new LinkedHashMap<>();
    report.put("image", image.toString());
    if (predictor.isClassifier()) {
      classify(predictor, picture, batch, image, report);
    } else {
      measure(predictor, batch, image, report);
    }
    report.put("inverted", picture.inverted());
    return report;
  }

  private void classify(
      Predictor predictor,
      Picture picture,
      Tensor batch,
      Path image,
      Map<String, @Nullable Object> report) {
    Predictor.Verdict verdict = predictor.verdicts(batch).get(0);
    int best = verdict.predicted();
    boolean isSeen = best >= 0;
    List<String> names = predictor.classNames();
    String name = isSeen && best < names.size() ? names.get(best) : String.valueOf(best);
    if (isSeen) {
      String inverted = picture.inverted() ? " (inverted)" : "";
      say("%s: %s (%.1f %%)%s", image, name, 100 * verdict.probability(), inverted);
    } else {
      unseen(image);
    }
    report.put("class", isSeen ? best : null);
    report.put("name", isSeen ? name : null);
    report.put("probability", isSeen ? (float) verdict.probability() : null);
    List<Float> all = list(predictor.probabilities(batch));
    report.put("probabilities", all.size() == 1 ? List.of(1 - all.get(0), all.get(0)) : all);
  }

  /** The numbers of a network that was trained for numbers. */
  private void measure(
      Predictor predictor, Tensor batch, Path image, Map<String, @Nullable Object> report) {
    Tensor numbers = predictor.predict(batch);
    if (PredictionTable.areNumbers(numbers, 0, numbers.length())) {
      say("%s: %s", image, PredictionTable.text(numbers, 0, numbers.length()));
    } else {
      unseen(image);
    }
    report.put("values", list(numbers));
  }

  private void unseen(Path image) {
    say("%s: no prediction, the network's scores are not numbers (NaN)", image);
    fail();
  }

  private static List<Float> list(Tensor numbers) {
    List<Float> all = new ArrayList<>();
    for (float number : numbers.floats()) {
      all.add(number);
    }
    return all;
  }
}
