package io.fovea.data;

import io.fovea.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The data sets that can be asked for by name, as on the command line. */
public enum DataSource {
  /** {@link SyntheticDigits}. */
  DIGITS("digits", "synthetic handwritten digits, 12,000 + 2,000, 28x28 grey, built in"),
  /** {@link Mnist}. */
  MNIST("mnist", "handwritten digits, 60,000 + 10,000, 28x28 grey, from IDX files"),
  /** {@link FashionMnist}. */
  FASHION_MNIST("fashion-mnist", "clothes, 60,000 + 10,000, 28x28 grey, from IDX files"),
  /** {@link Cifar10}. */
  CIFAR10("cifar10", "photographs of 10 classes, 50,000 + 10,000, 32x32 RGB, from .bin files"),
  /** {@link Cifar100}. */
  CIFAR100("cifar100", "photographs of 100 classes, 50,000 + 10,000, 32x32 RGB, from .bin files");

  private final String id;
  private final String summary;

  DataSource(String id, String summary) {
    this.id = id;
    this.summary = summary;
  }

  /**
   * Loads a data set by name or path, as {@link #load(String, Path, Loading)} by default.
   *
   * @throws DataException if there is no such set, or files are missing or bad
   */
  public static Split load(String nameOrPath, @Nullable Path folder) {
    return load(nameOrPath, folder, Loading.DEFAULT);
  }

  /**
   * Loads a data set by name, or from whatever is at a path: a folder of IDX files, of CIFAR's
   * {@code .bin} files, with a {@code train.csv}, or with a folder of pictures for each class; a
   * {@code .csv} or {@code .npz} file, a {@code .zip} of pictures, or the {@code .tar.gz} of CIFAR.
   * A name wins over a path of the same name; {@code ./name} is the path.
   *
   * @param nameOrPath one of the names, or a path
   * @param folder where the files of a named set are; null for a built-in set and for a path
   * @throws DataException if there is no such set, the folder is missing or not wanted, or files
   *     are missing or bad
   */
  public static Split load(String nameOrPath, @Nullable Path folder, Loading loading) {
    for (DataSource source : values()) {
      if (source.id.equals(nameOrPath)) {
        if (loading.size() != null || loading.channels() != null) {
          throw DataException.of(
              nameOrPath, "is no set of picture files: it has its size and channels already");
        }
        return source.load(folder, loading);
      }
    }
    Path path = existing(nameOrPath);
    if (path == null) {
      throw DataException.of(
          nameOrPath, "is neither a file, nor a folder, nor one of the data sets " + names());
    }
    if (folder != null) {
      throw DataException.of(nameOrPath, "is a path itself, and takes no second one: " + folder);
    }
    return DataPath.load(path, loading);
  }

  /**
   * The images of a file, whether it has labels or not: a {@code .csv} table, an {@code .npy} array
   * or an IDX file.
   *
   * @return {@code [n, h, w, c]}: U8, or F32 for an array of floats
   * @throws DataException if the file is missing or bad
   */
  public static Tensor images(Path file) {
    return DataPath.images(file);
  }

  /**
   * Loads this data set.
   *
   * @param folder where the files are; null for a built-in set
   * @throws DataException if the folder is missing or not wanted, or the files are bad
   */
  public Split load(@Nullable Path folder) {
    return load(folder, Loading.DEFAULT);
  }

  private Split load(@Nullable Path folder, Loading loading) {
    if (this == DIGITS) {
      if (folder != null) {
        throw DataException.of(id, "is built in and reads no folder, but one is given: " + folder);
      }
      return SyntheticDigits.load();
    }
    if (folder == null) {
      throw DataException.of(id, "needs the folder that holds its files");
    }
    return switch (this) {
      case MNIST -> Mnist.load(folder);
      case FASHION_MNIST -> FashionMnist.load(folder);
      case CIFAR10 -> Cifar10.load(folder);
      case CIFAR100 -> Cifar100.load(folder, loading.labels());
      case DIGITS -> throw new IllegalStateException("built in");
    };
  }

  /** The names of all, separated by commas. */
  public static String names() {
    return Arrays.stream(values()).map(DataSource::id).collect(Collectors.joining(", "));
  }

  /** The name as a person types it. */
  public String id() {
    return id;
  }

  /** What it is, in a few words. */
  public String summary() {
    return summary;
  }

  private static @Nullable Path existing(String text) {
    try {
      Path path = Path.of(text);
      return Files.exists(path) ? path : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
