package io.fovea.data;

import io.fovea.io.FormatException;
import io.fovea.io.Npy;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of a file as images and targets. Images are {@code [n, h, w, c]}, {@code [n, h, w]} or
 * {@code [n, k*k]}; whole numbers from 0 to 255 become bytes, floats must be finite. Targets are
 * classes {@code [n]} or {@code [n, 1]}, from 0; classes {@code [n, classes]}, one-hot; or finite
 * floats {@code [n, ..]}. Arrays of integers are classes; arrays of floats are, if {@link
 * #areClasses} says so.
 *
 * @param images {@code [n, h, w, c]}, U8 or F32
 * @param labels n classes, or null where there are floats
 * @param floats {@code [n, ..]}, F32, or null where there are classes
 * @param oneHot how many classes a one-hot row has; 0 where there are none
 */
record ArrayColumns(Tensor images, @Nullable Labels labels, @Nullable Tensor floats, int oneHot) {

  /**
   * Whether floats are classes: each row {@code [n, classes]} has a single one and zeros otherwise,
   * or {@code [n]} and {@code [n, 1]} are whole numbers, and each from 0 to the largest is there.
   */
  static boolean areClasses(Tensor targets) {
    int rank = targets.shape().rank();
    if (rank == 2 && targets.shape().dim(1) > 1) {
      return OneHot.is(targets);
    }
    if (rank == 0 || targets.shape().dim(0) != targets.length()) {
      return false;
    }
    BitSet seen = new BitSet();
    for (int i = 0; i < targets.length(); i++) {
      double value = targets.get(i);
      if (!(value >= 0 && value < CsvImages.MOST_CLASSES && value == Math.rint(value))) {
        return false;
      }
      seen.set((int) value);
    }
    return seen.cardinality() == seen.length();
  }

  /**
   * Columns of arrays.
   *
   * @param areClasses whether floats as targets are classes
   */
  static ArrayColumns of(
      Path file,
      String imageName,
      Tensor images,
      String targetName,
      Tensor targets,
      boolean areClasses) {
    Source x = new Source(file, imageName);
    Source y = new Source(file, targetName);
    Tensor pixels = images(x, images);
    int n = pixels.shape().dim(0);
    if (targets.shape().rank() == 0 || targets.shape().dim(0) != n) {
      throw y.error("is %s, but '%s' has %d images".formatted(targets.shape(), imageName, n));
    }
    boolean isWhole = targets.dtype() == DType.I32 || targets.dtype() == DType.U8;
    if (!isWhole && !areClasses) {
      return new ArrayColumns(pixels, null, y.finite(targets), 0);
    }
    boolean isOneHot = targets.shape().rank() == 2 && targets.shape().dim(1) > 1;
    if (targets.shape().elements() != n && !isOneHot) {
      throw y.error(
          "is %s; classes are [n], [n, 1] or one-hot [n, classes]".formatted(targets.shape()));
    }
    int[] labels = isOneHot ? y.oneHot(targets) : y.labels(targets);
    Labels known = new Labels(labels, (i, problem) -> y.error(targets, i, problem));
    return new ArrayColumns(pixels, known, null, isOneHot ? targets.shape().dim(1) : 0);
  }

  /** The images of an NPY file. */
  static Tensor images(Path file) {
    try {
      return images(new Source(file, ""), Npy.read(file));
    } catch (FormatException | UncheckedIOException e) {
      throw DataException.of(file, e);
    }
  }

  private static Tensor images(Source x, Tensor array) {
    Shape shape = array.shape();
    Tensor shaped =
        switch (shape.rank()) {
          case 2 -> {
            Shape square = CsvImages.square(shape.dim(1));
            if (square == null) {
              throw x.error("is %s; rows of pixels are square pictures".formatted(shape));
            }
            yield array.reshape(square.batched(shape.dim(0)));
          }
          case 3 -> array.reshape(Shape.of(shape.dim(0), shape.dim(1), shape.dim(2), 1));
          case 4 -> array;
          default -> throw x.error("is %s; images are [n, h, w, c] or [n, h, w]".formatted(shape));
        };
    Shape image = shaped.shape().item();
    boolean isChannelsFirst =
        (image.dim(0) == 1 || image.dim(0) == 3) && image.dim(2) > 4 && image.dim(1) > 4;
    if (isChannelsFirst) {
      throw x.error("is %s, channels first; images are [n, h, w, c]".formatted(shape));
    }
    return shaped.dtype() == DType.I32 ? x.bytes(shaped) : x.finite(shaped);
  }

  /** Type and shape of one image. */
  String imageForm() {
    return images.dtype() + " " + images.shape().item();
  }

  /** Type and shape of one target. */
  String targetForm() {
    return floats == null ? "classes" : floats.shape().item().toString();
  }

  /**
   * How many classes several parts have.
   *
   * @throws DataException if there is a label out of proportion
   */
  static int classes(ArrayColumns... parts) {
    Labels[] all =
        Stream.of(parts).map(ArrayColumns::labels).filter(Objects::nonNull).toArray(Labels[]::new);
    int most = Stream.of(parts).mapToInt(ArrayColumns::oneHot).max().orElse(0);
    return most > 0 || all.length == 0 ? most : Labels.classes(all);
  }

  /** The data set, with so many classes. */
  Dataset dataset(int allClasses) {
    Shape image = images.shape().item();
    boolean isBytes = images.dtype() == DType.U8;
    Preprocessing preprocessing = isBytes ? Preprocessing.unit(image) : Preprocessing.none(image);
    if (floats != null) {
      return Dataset.of(images, floats, preprocessing);
    }
    int[] known = labels == null ? new int[0] : labels.values();
    return Dataset.of(images, known, ClassNames.of(allClasses), preprocessing);
  }

  /** An array of a file, for messages. */
  private record Source(Path file, String array) {
    private String place() {
      return array.isEmpty() ? file.toString() : file + ", array '" + array + "'";
    }

    DataException error(String problem) {
      return DataException.of(place(), problem);
    }

    private DataException error(Tensor tensor, int element, String problem) {
      int item = Math.max(1, tensor.length() / tensor.shape().dim(0));
      return DataException.of(
          "%s, item %d, element %d".formatted(place(), element / item, element % item), problem);
    }

    /** As F32 or U8; floats must be finite. */
    Tensor finite(Tensor tensor) {
      if (tensor.dtype() == DType.U8) {
        return tensor;
      }
      float[] floats = new float[tensor.length()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) tensor.get(i);
        if (!Float.isFinite(floats[i])) {
          throw error(
              tensor, i, "must be a finite number in single precision, got " + tensor.get(i));
        }
      }
      return Tensor.of(tensor.shape(), floats);
    }

    Tensor bytes(Tensor tensor) {
      byte[] bytes = new byte[tensor.length()];
      for (int i = 0; i < bytes.length; i++) {
        int value = tensor.ints()[i];
        if (value < 0 || value > 255) {
          throw error(tensor, i, "a whole number must be in 0 to 255 as a pixel, got " + value);
        }
        bytes[i] = (byte) value;
      }
      return Tensor.of(tensor.shape(), bytes);
    }

    int[] labels(Tensor tensor) {
      int[] labels = new int[tensor.length()];
      for (int i = 0; i < labels.length; i++) {
        double value = tensor.get(i);
        labels[i] = (int) value;
        if (labels[i] != value || labels[i] < 0 || labels[i] >= CsvImages.MOST_CLASSES) {
          String got = labels[i] == value ? "" + labels[i] : "" + value;
          throw error(
              tensor,
              i,
              "a class must be in 0 to %d, got %s".formatted(CsvImages.MOST_CLASSES - 1, got));
        }
      }
      return labels;
    }

    int[] oneHot(Tensor tensor) {
      try {
        return OneHot.labels(tensor);
      } catch (IllegalArgumentException e) {
        throw error(String.valueOf(e.getMessage()));
      }
    }
  }
}
