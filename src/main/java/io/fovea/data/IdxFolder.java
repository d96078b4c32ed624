package io.fovea.data;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder with the four files of MNIST or of a set published in the same form: images and labels,
 * for training and for testing, each plain or packed, with a dash or a dot in the name.
 */
final class IdxFolder {
  private static final List<String> STEMS =
      List.of("train-images", "train-labels", "t10k-images", "t10k-labels");

  private IdxFolder() {}

  /**
   * Loads the four files.
   *
   * @param classNames names of the classes; if null, the classes are the numbers that occur
   * @param invert what a model of these images does with picture files
   * @throws DataException if files are missing, bad, or do not fit together
   */
  static Split load(Path folder, @Nullable List<String> classNames, Preprocessing.Invert invert) {
    List<Path> files = find(folder);
    Tensor trainImages = images(files.get(0));
    int[] trainLabels = labels(files.get(1), files.get(0), trainImages, classNames);
    Tensor testImages = images(files.get(2));
    int[] testLabels = labels(files.get(3), files.get(2), testImages, classNames);
    Shape image = trainImages.shape().item();
    if (!image.equals(testImages.shape().item())) {
      throw DataException.of(
          files.get(2),
          "has images %s, %s has %s"
              .formatted(testImages.shape().item(), files.get(0).getFileName(), image));
    }
    List<String> names =
        classNames != null
            ? classNames
            : ClassNames.of(
                Labels.classes(
                    new Labels(trainLabels, place(files.get(1))),
                    new Labels(testLabels, place(files.get(3)))));
    Preprocessing preprocessing = Preprocessing.unit(image).with(invert);
    return new Split(
        Dataset.of(trainImages, trainLabels, names, preprocessing),
        Dataset.of(testImages, testLabels, names, preprocessing));
  }

  /** True if a folder has one of the files or more. */
  static boolean isAt(Path folder) {
    return STEMS.stream()
        .flatMap(stem -> names(stem).stream())
        .anyMatch(name -> Files.exists(folder.resolve(name)));
  }

  private static List<Path> find(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw DataException.of(folder, Files.exists(folder) ? "is not a folder" : "does not exist");
    }
    List<Path> found = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String stem : STEMS) {
      names(stem).stream()
          .map(folder::resolve)
          .filter(Files::exists)
          .findFirst()
          .ifPresentOrElse(found::add, () -> missing.add(names(stem).get(0) + "[.gz]"));
    }
    if (!missing.isEmpty()) {
      throw DataException.of(folder, "lacks " + String.join(", ", missing));
    }
    return found;
  }

  private static List<String> names(String stem) {
    String dashed = stem + (stem.endsWith("images") ? "-idx3-ubyte" : "-idx1-ubyte");
    String dotted = dashed.replace("-idx", ".idx");
    return List.of(dashed, dashed + ".gz", dotted, dotted + ".gz");
  }

  /** The images of a file, {@code [n, h, w, 1]}. */
  static Tensor images(Path file) {
    Tensor images = Idx.read(file, 3);
    Shape shape = images.shape();
    return images.reshape(Shape.of(shape.dim(0), shape.dim(1), shape.dim(2), 1));
  }

  private static int[] labels(
      Path file, Path imageFile, Tensor images, @Nullable List<String> classNames) {
    byte[] bytes = Idx.read(file, 1).bytes();
    if (bytes.length != images.shape().dim(0)) {
      throw DataException.at(
          file,
          4,
          "has %d labels, %s has %d images"
              .formatted(bytes.length, imageFile.getFileName(), images.shape().dim(0)));
    }
    int[] labels = new int[bytes.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = bytes[i] & 0xff;
      if (classNames != null && labels[i] >= classNames.size()) {
        String problem =
            "label %d of example %d is not in 0 to %d"
                .formatted(labels[i], i, classNames.size() - 1);
        throw place(file).error(i, problem);
      }
    }
    return labels;
  }

  private static Labels.Place place(Path file) {
    return (i, problem) -> DataException.at(file, Idx.headerBytes(1) + (long) i, problem);
  }
}
