package io.fovea.cli;

import io.fovea.data.Cifar100;
import io.fovea.data.DataSource;
import io.fovea.data.ImageFolder;
import io.fovea.data.Loading;
import io.fovea.data.Normalization;
import io.fovea.data.Preprocessing;
import io.fovea.data.Split;
import io.fovea.train.DataOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which examples to use. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      description = {
        "digits (synthetic, built in), mnist, fashion-mnist, cifar10, cifar100; or a path: a folder"
            + " of IDX files, of CIFAR .bin files, with a train.csv, or with a folder of pictures"
            + " for each class; a .csv, .npz or .zip (of pictures) file, or the .tar.gz of CIFAR"
            + " (default: digits; for --resume what was trained on)."
      })
  private @Nullable String data;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the files of a named data set are.")
  private @Nullable Path folder;

  @Option(
      names = "--normalize",
      paramLabel = "HOW",
      description =
          "none, unit (bytes to [0, 1]), centred (to [-0.5, 0.5]), standardise (each channel by mean"
              + " and deviation of the training images) or per-image (default: unit for bytes, none"
              + " for floats; as trained for --resume and eval).")
  private @Nullable String normalize;

  @Option(
      names = "--image-size",
      paramLabel = "HxW",
      description = "Bring picture files to so many rows and columns (default: as they are).")
  private @Nullable String size;

  @Option(
      names = "--channels",
      paramLabel = "1|3",
      description = "Picture files in grey (1) or in colour (3) (default: as the first).")
  private @Nullable Integer channels;

  @Option(
      names = "--labels",
      paramLabel = "WHICH",
      description = "Of CIFAR-100: fine (100 classes) or coarse (20) (default: fine).")
  private @Nullable String labels;

  @Option(
      names = "--holdout",
      paramLabel = "PART",
      description =
          "Part of the examples to test with, where the data have no test part (default: 0.1).")
  private @Nullable Double holdout;

  String name() {
    return data == null ? DataSource.DIGITS.id() : data;
  }

  /**
   * Takes the data of a training that is resumed, where the options do not say. Files that have
   * moved may be named anew.
   *
   * @param sameness complains about options that ask for other data
   */
  void resume(DataOrigin before, Sameness sameness) {
    Loading loading = before.loading();
    boolean isSame = data == null || source().equals(before.source());
    boolean hasMoved = !isNamed(before.source()) && !Files.exists(Path.of(before.source()));
    sameness.require("--data " + data, isSame || hasMoved, before.source());
    data = data == null ? before.source() : data;
    folder = folder == null && isSame ? before.folder() : folder;
    ImageFolder.Size had = loading.size();
    String hadSize = had == null ? null : had.height() + "x" + had.width();
    size = same("--image-size", size, hadSize, sameness);
    channels = same("--channels", channels, loading.channels(), sameness);
    labels = same("--labels", labels, loading.labels().name().toLowerCase(Locale.ROOT), sameness);
    holdout = same("--holdout", holdout, loading.holdout(), sameness);
  }

  private static <T> @Nullable T same(
      String option, @Nullable T asked, @Nullable T before, Sameness sameness) {
    if (asked != null) {
      sameness.require(
          option + " " + asked, asked.equals(before), before == null ? "none" : before);
    }
    return before;
  }

  /** Where the examples come from, wherever the program will run next. */
  DataOrigin origin(int examples) {
    return new DataOrigin(source(), folder == null ? null : absolute(folder), loading(), examples);
  }

  private String source() {
    return isNamed(name()) ? name() : absolute(Path.of(name())).toString();
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static boolean isNamed(String source) {
    return Arrays.stream(DataSource.values()).anyMatch(s -> s.id().equals(source));
  }

  /**
   * Loads them.
   *
   * @throws MisuseException if the options name no data set, or not where it is
   * @throws io.fovea.data.DataException if they are missing or bad
   */
  Split load() {
    String source = name();
    boolean isNamed = isNamed(source);
    boolean isBuiltIn = source.equals(DataSource.DIGITS.id());
    Normalization normalization = normalization();
    Loading loading = loading();
    MisuseException.require(
        isNamed || Files.exists(Path.of(source)),
        "--data: '%s' is neither a file, nor a folder, nor one of %s",
        source,
        DataSource.names());
    MisuseException.require(
        folder != null || isBuiltIn || !isNamed,
        "--data %s needs --data-dir DIR: the folder that holds its files",
        source);
    MisuseException.require(
        folder == null || (isNamed && !isBuiltIn),
        "--data-dir is for data sets by name that are not built in; --data is %s",
        source);
    Split split = DataSource.load(source, folder, loading);
    try {
      return normalization == null ? split : normalization.of(split);
    } catch (IllegalArgumentException e) {
      throw new MisuseException("--normalize: " + e.getMessage(), e);
    }
  }

  /**
   * The same examples as a model saw them that was trained before.
   *
   * @param trained how; null if it does not say
   * @throws MisuseException if {@code --normalize} asks for something else
   */
  Split asTrained(Split split, @Nullable Preprocessing trained, Path archive) {
    Preprocessing now = split.train().preprocessing();
    if (trained == null || !trained.shape().equals(now.shape())) {
      return split;
    }
    Preprocessing kept = trained.with(now.invert());
    MisuseException.require(
        normalize == null || kept.equals(now),
        "--normalize %s: %s was trained on images prepared as %s",
        String.valueOf(normalize),
        archive,
        trained);
    return new Split(split.train().with(trained), split.test().with(trained));
  }

  private @Nullable Normalization normalization() {
    if (normalize == null) {
      return null;
    }
    for (Normalization choice : Normalization.values()) {
      if (choice.id().equals(normalize.toLowerCase(Locale.ROOT))) {
        return choice;
      }
    }
    throw new MisuseException(
        "--normalize: '%s' is none of %s"
            .formatted(
                normalize, Arrays.stream(Normalization.values()).map(Normalization::id).toList()));
  }

  private Loading loading() {
    try {
      return new Loading(
          size(), channels(), cifarLabels(), holdout == null ? Loading.DEFAULT.holdout() : holdout);
    } catch (IllegalArgumentException e) {
      throw new MisuseException("--holdout: " + e.getMessage(), e);
    }
  }

  private ImageFolder.@Nullable Size size() {
    if (size == null) {
      return null;
    }
    try {
      String[] parts = size.split("x", -1);
      MisuseException.require(
          parts.length == 2, "--image-size: '%s' is not rows x columns, as in 32x32", size);
      return new ImageFolder.Size(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    } catch (IllegalArgumentException e) {
      throw new MisuseException("--image-size: " + e.getMessage(), e);
    }
  }

  private @Nullable Integer channels() {
    MisuseException.require(
        channels == null || channels == 1 || channels == 3,
        "--channels must be 1 (grey) or 3 (colour), got %s",
        String.valueOf(channels));
    return channels;
  }

  private Cifar100.Labels cifarLabels() {
    MisuseException.require(
        labels == null || labels.equals("fine") || labels.equals("coarse"),
        "--labels must be fine or coarse, got %s",
        String.valueOf(labels));
    return "coarse".equals(labels) ? Cifar100.Labels.COARSE : Cifar100.Labels.FINE;
  }
}
