package io.fovea.data;

import io.fovea.io.FormatException;
import io.fovea.io.Npz;
import io.fovea.tensor.Tensor;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Images and targets as arrays in an NPZ file, as Keras publishes MNIST: {@code x_train}, {@code
 * y_train}, {@code x_test}, {@code y_test}; also {@code train_images}, {@code train_labels}, {@code
 * test_images}, {@code test_labels}; and for a set without parts {@code x} and {@code y}, or {@code
 * images} and {@code labels}.
 *
 * <p>Images are {@code [n, h, w, c]}, {@code [n, h, w]} or {@code [n, k*k]}. Targets that are
 * integers are classes, {@code [n]}, {@code [n, 1]} or one-hot {@code [n, classes]}. So are floats
 * if, in the part to train with, each row has a single one and zeros otherwise, or if they are
 * whole numbers {@code [n]} or {@code [n, 1]} and each from 0 to the largest is there; other floats
 * are numbers. A class number must be less than the number of examples, or less than 1000.
 */
public final class NpzImages {
  /** Names of the arrays of one part. */
  private record Names(String images, String targets) {}

  private static final List<Names> TRAIN =
      List.of(
          new Names("x_train", "y_train"),
          new Names("X_train", "y_train"),
          new Names("train_images", "train_labels"));
  private static final List<Names> TEST =
      List.of(
          new Names("x_test", "y_test"),
          new Names("X_test", "y_test"),
          new Names("test_images", "test_labels"));
  private static final List<Names> ALL =
      List.of(new Names("x", "y"), new Names("X", "y"), new Names("images", "labels"));

  private NpzImages() {}

  /** What a file holds; {@code test} is null where there is no such part. */
  record Parts(Dataset train, @Nullable Dataset test) {}

  /**
   * A set without parts. Bytes become inputs in [0, 1]; floats are taken as they are.
   *
   * @throws DataException naming file, array, place and rule; also if there are parts
   */
  public static Dataset load(Path file) {
    Parts parts = parts(file, Npz.MOST_BYTES);
    if (parts.test() != null) {
      throw DataException.of(file, "has arrays for training and testing: load it as a split");
    }
    return parts.train();
  }

  /**
   * A set in two parts. Bytes become inputs in [0, 1]; floats are taken as they are.
   *
   * @throws DataException naming file, array, place and rule; also if there are no parts
   */
  public static Split loadSplit(Path file) {
    Parts parts = parts(file, Npz.MOST_BYTES);
    if (parts.test() == null) {
      throw DataException.of(file, "has no arrays x_test and y_test");
    }
    return new Split(parts.train(), parts.test());
  }

  static Parts parts(Path file, long mostBytes) {
    DataFile.require(file);
    Map<String, Tensor> arrays;
    try {
      arrays = Npz.read(file, mostBytes);
    } catch (FormatException | UncheckedIOException e) {
      throw DataException.of(file, e);
    }
    ArrayColumns all = columns(file, arrays, ALL, null);
    ArrayColumns train = all != null ? all : columns(file, arrays, TRAIN, null);
    ArrayColumns test = columns(file, arrays, TEST, train);
    if (train == null || (all != null && test != null)) {
      throw DataException.of(
          file,
          "has the arrays %s; images and targets are x_train, y_train, x_test, y_test, or x and y"
              .formatted(arrays.keySet()));
    }
    if (test == null) {
      return new Parts(train.dataset(ArrayColumns.classes(train)), null);
    }
    if (!train.imageForm().equals(test.imageForm())
        || !train.targetForm().equals(test.targetForm())) {
      throw DataException.of(
          file,
          "its parts differ: training has images %s and targets %s, testing %s and %s"
              .formatted(
                  train.imageForm(), train.targetForm(), test.imageForm(), test.targetForm()));
    }
    int classes = ArrayColumns.classes(train, test);
    return new Parts(train.dataset(classes), test.dataset(classes));
  }

  private static @Nullable ArrayColumns columns(
      Path file, Map<String, Tensor> arrays, List<Names> choices, @Nullable ArrayColumns before) {
    for (Names names : choices) {
      Tensor images = arrays.get(names.images());
      Tensor targets = arrays.get(names.targets());
      if (images != null && targets != null) {
        boolean areClasses =
            before == null ? ArrayColumns.areClasses(targets) : before.labels() != null;
        return ArrayColumns.of(file, names.images(), images, names.targets(), targets, areClasses);
      }
    }
    return null;
  }
}
