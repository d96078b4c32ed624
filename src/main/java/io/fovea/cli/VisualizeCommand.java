package io.fovea.cli;

import io.fovea.backend.Device;
import io.fovea.data.Dataset;
import io.fovea.data.Picture;
import io.fovea.data.Preprocessing;
import io.fovea.plot.BeforeAfter;
import io.fovea.plot.ConfusionPicture;
import io.fovea.plot.Drawing;
import io.fovea.plot.FeatureMaps;
import io.fovea.plot.Filters;
import io.fovea.plot.LearningCurves;
import io.fovea.plot.Mistakes;
import io.fovea.plot.Saliency;
import io.fovea.plot.Samples;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import io.fovea.train.ConfusionMatrix;
import io.fovea.train.History;
import io.fovea.train.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws what a saved model has learned, and what it makes of an image. */
@Command(
    name = "visualize",
    description =
        "Draw what a saved network has learned: curves, weights, what its layers make of an image.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class VisualizeCommand extends Reporting {
  /** What {@code --what} may be. */
  enum What {
    CURVES,
    CONFUSION,
    MISTAKES,
    SAMPLES,
    FILTERS,
    MAPS,
    PAIRS,
    POOLING,
    SALIENCY;

    private static final Set<What> OF_DATA = EnumSet.of(CONFUSION, MISTAKES, SAMPLES);
    private static final Set<What> OF_AN_IMAGE = EnumSet.of(MAPS, PAIRS, POOLING, SALIENCY);
  }

  /** What {@code --format} may be. */
  enum Format {
    PNG,
    SVG
  }

  private static final int LOOK = 10_000;
  private static final int GRID = 60;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue = "out/model.fovea",
      description = "What 'fovea train' saved (default: ${DEFAULT-VALUE}).")
  private Path model = Path.of("out/model.fovea");

  @Option(
      names = "--what",
      split = ",",
      paramLabel = "KIND",
      description =
          "${COMPLETION-CANDIDATES}, parted by commas (default: all; with --image, those that need"
              + " no data set). pairs: each filter beside its map; pooling: what goes into pooling,"
              + " dropout and upsampling, and what comes out.")
  private @Nullable Set<What> what;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "Only these layers, and of maps all channels; may be repeated.")
  private List<String> layers = List.of();

  @Option(names = "--image", paramLabel = "FILE", description = "The picture to look at.")
  private @Nullable Path image;

  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--index",
      paramLabel = "N",
      defaultValue = "0",
      description = "Without --image: the test image to look at (default: ${DEFAULT-VALUE}).")
  private int index;

  @Option(
      names = "--class",
      paramLabel = "N",
      description = "The class that saliency explains (default: the predicted one).")
  private @Nullable Integer aClass;

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description = "Another training, for curves in common axes; may be repeated.")
  private List<Path> others = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "png",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format = Format.PNG;

  @Mixin private DeviceOptions device = new DeviceOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/pictures",
      description = "Where the pictures go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("out/pictures");

  private final List<Object> pictures = new ArrayList<>();
  private @Nullable Dataset test;

  @Override
  void run() throws IOException {
    MisuseException.require(
        !Files.exists(out) || Files.isDirectory(out), "--out: %s is a file, not a folder", out);
    Set<What> wanted = what != null ? what : EnumSet.allOf(What.class);
    if (what == null && image != null) {
      wanted.removeAll(What.OF_DATA);
    }
    try (Device opened = device.open();
        Predictor predictor = Predictor.load(model, opened)) {
      layers.forEach(layer -> requireLayer(predictor, layer));
      Files.createDirectories(out);
      if (wanted.contains(What.CURVES)) {
        curves();
      }
      if (wanted.contains(What.FILTERS)) {
        for (String layer : chosen(Filters.layers(predictor.model()))) {
          save("filters", layer, Filters.of(predictor, layer));
        }
      }
      if (wanted.stream().anyMatch(What.OF_DATA::contains)) {
        ofData(predictor, wanted);
      }
      if (wanted.stream().anyMatch(What.OF_AN_IMAGE::contains)) {
        ofImage(predictor, wanted);
      }
      put("pictures", pictures);
      put("device", DeviceOptions.report(opened.info()));
      put("precision", device.precision(opened));
    }
  }

  private static void requireLayer(Predictor predictor, String layer) {
    List<String> names = predictor.model().steps().stream().map(step -> step.name()).toList();
    MisuseException.require(
        names.contains(layer), "--layer: no layer '%s'; there are %s", layer, names);
  }

  private List<String> chosen(List<String> all) {
    return layers.isEmpty() ? all : all.stream().filter(layers::contains).toList();
  }

  private void curves() {
    Map<String, History> runs = new LinkedHashMap<>();
    runs.put(model.toString(), History.load(model));
    others.forEach(other -> runs.put(other.toString(), History.load(other)));
    if (runs.values().stream().noneMatch(run -> run.epochs().isEmpty())) {
      save("curves", "", LearningCurves.of(runs));
    } else if (what != null) {
      throw new IllegalArgumentException("curves: not every archive tells of its epochs");
    }
  }

  private Dataset test() {
    if (test == null) {
      test = data.load().test();
    }
    return test;
  }

  private void ofData(Predictor predictor, Set<What> wanted) {
    if (wanted.contains(What.CONFUSION)) {
      ConfusionMatrix matrix = predictor.evaluate(test()).outputs().get(0).confusion();
      if (matrix != null) {
        save("confusion", "", ConfusionPicture.of(matrix, test().classNames()));
      }
    }
    boolean isLabelled = test().isLabelled();
    if (wanted.contains(What.MISTAKES) && (isLabelled || what != null)) {
      save("mistakes", "", Mistakes.find(predictor, test(), LOOK).drawing(GRID));
    }
    if (wanted.contains(What.SAMPLES)) {
      Drawing samples = isLabelled ? Samples.of(predictor, test(), GRID) : Samples.of(test(), GRID);
      save("samples", "", samples);
    }
  }

  private void ofImage(Predictor predictor, Set<What> wanted) {
    Tensor x = image(predictor);
    if (wanted.contains(What.MAPS)) {
      if (layers.isEmpty()) {
        save("maps", "", FeatureMaps.of(predictor, x));
      }
      layers.forEach(layer -> save("maps", layer, FeatureMaps.of(predictor, x, layer)));
    }
    if (wanted.contains(What.PAIRS)) {
      for (String layer : chosen(FeatureMaps.convolutions(predictor.model()))) {
        save("pairs", layer, FeatureMaps.besideFilters(predictor, x, layer));
      }
    }
    if (wanted.contains(What.POOLING)) {
      for (String layer : chosen(BeforeAfter.layers(predictor.model()))) {
        save("pooling", layer, BeforeAfter.of(predictor, x, layer));
      }
    }
    boolean isAnyWelcome = aClass == null && what == null;
    if (wanted.contains(What.SALIENCY) && isAnyWelcome && !predictor.isClassifier()) {
      say("No saliency: the network was trained for numbers, and predicts no class");
    } else if (wanted.contains(What.SALIENCY) && isAnyWelcome && isUnclear(predictor, x)) {
      say("No saliency: there is no prediction, the network's scores are not numbers (NaN)");
    } else if (wanted.contains(What.SALIENCY)) {
      save(
          "saliency",
          "",
          aClass == null ? Saliency.of(predictor, x) : Saliency.of(predictor, x, aClass));
    }
  }

  private static boolean isUnclear(Predictor predictor, Tensor x) {
    return predictor.predictClasses(x.reshape(x.shape().batched(1)))[0] < 0;
  }

  private Tensor image(Predictor predictor) {
    if (image == null) {
      MisuseException.require(
          index >= 0 && index < test().size(),
          "--index: %s has test images 0 to %d, got %d",
          data.name(),
          test().size() - 1,
          index);
      boolean isStored = test().imageType() == DType.U8 && predictor.preprocessing() != null;
      return isStored ? test().image(index) : test().input(index);
    }
    Preprocessing preprocessing = predictor.preprocessing();
    if (preprocessing == null) {
      throw new IllegalArgumentException(
          model + " was not trained on pictures: it does not say how to prepare them");
    }
    return Picture.read(image, preprocessing).pixels();
  }

  private void save(String kind, String layer, Drawing drawing) {
    String name = layer.isEmpty() ? kind : kind + "-" + layer.replaceAll("[^A-Za-z0-9_.-]", "_");
    Path file = out.resolve(name + "." + format.name().toLowerCase(Locale.ROOT));
    switch (format) {
      case PNG -> drawing.png(file);
      case SVG -> drawing.svg(file);
    }
    say("%s: %s", file, drawing.title());
    Map<String, @Nullable Object> picture = new LinkedHashMap<>();
    picture.put("file", file.toString());
    picture.put("kind", kind);
    picture.put("layer", layer.isEmpty() ? null : layer);
    picture.put("title", drawing.title());
    pictures.add(picture);
  }
}
