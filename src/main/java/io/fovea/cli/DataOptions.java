package io.fovea.cli;

import io.fovea.data.Cifar100;
import io.fovea.data.DataSource;
import io.fovea.data.ImageFolder;
import io.fovea.data.Loading;
import io.fovea.data.Normalization;
import io.fovea.data.Preprocessing;
import io.fovea.data.Split;
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
      defaultValue = "digits",
      description = {
        "digits (synthetic, built in), mnist, fashion-mnist, cifar10, cifar100; or a path: a folder"
            + " of IDX files, of CIFAR .bin files, with a train.csv, or with a folder of pictures"
            + " for each class; a .csv, .npz or .zip (of pictures) file, or the .tar.gz of CIFAR"
            + " (default: ${DEFAULT-VALUE})."
      })
  private String data = "digits";

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
      defaultValue = "0.1",
      description =
          "Part of the examples to test with, where the data have no test part"
              + " (default: ${DEFAULT-VALUE}).")
  private double holdout = 0.1;

  String name() {
    return data;
  }

  /**
   * Loads them.
   *
   * @throws MisuseException if the options name no data set, or not where it is
   * @throws io.fovea.data.DataException if they are missing or bad
   */
  Split load() {
    boolean isNamed = Arrays.stream(DataSource.values()).anyMatch(s -> s.id().equals(data));
    boolean isBuiltIn = data.equals(DataSource.DIGITS.id());
    Normalization normalization = normalization();
    Loading loading = loading();
    MisuseException.require(
        isNamed || Files.exists(Path.of(data)),
        "--data: '%s' is neither a file, nor a folder, nor one of %s",
        data,
        DataSource.names());
    MisuseException.require(
        folder != null || isBuiltIn || !isNamed,
        "--data %s needs --data-dir DIR: the folder that holds its files",
        data);
    MisuseException.require(
        folder == null || (isNamed && !isBuiltIn),
        "--data-dir is for data sets by name that are not built in; --data is %s",
        data);
    Split split = DataSource.load(data, folder, loading);
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
      return new Loading(size(), channels(), cifarLabels(), holdout);
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
