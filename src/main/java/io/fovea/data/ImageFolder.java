package io.fovea.data;

import io.fovea.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pictures in a folder for each class, {@code CLASS/NAME.png}, in a folder or a zip archive.
 * Classes are in the order of their names, and so are the pictures of each. Folders {@code train}
 * and {@code test} (or {@code val}, where there is no {@code test}) around those of the classes
 * make a split; one folder around everything is passed through. PNG, JPEG, GIF (the first frame)
 * and BMP files are pictures; others and hidden ones are passed over, with a line in the log.
 *
 * <p>Pictures are kept as bytes. They must be of one size, unless a size is asked for; then they
 * are resized by area averaging, without regard to their proportions. They are grey if the first
 * is, unless channels are asked for; grey ones become colour where need be, but not the reverse.
 *
 * @param path a folder or a zip archive
 * @param size rows and columns that pictures are brought to, or null for those that they have
 * @param channels 1 for grey, 3 for RGB, or null for those of the first picture
 */
public record ImageFolder(Path path, @Nullable Size size, @Nullable Integer channels) {
  /** The most bytes of all pictures together: 2^31 less a few, the limit of a Java array. */
  public static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  /** Rows and columns. */
  public record Size(int height, int width) {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if one is not in 1 to 65,536
     */
    public Size {
      if (height < 1 || width < 1 || height > 1 << 16 || width > 1 << 16) {
        throw new IllegalArgumentException(
            "image folder: rows and columns must be in 1 to 65536, got %d and %d"
                .formatted(height, width));
      }
    }
  }

  /**
   * Checks the channels.
   *
   * @throws IllegalArgumentException if they are neither 1 nor 3
   */
  public ImageFolder {
    if (channels != null && channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          "image folder: channels must be 1 (grey) or 3 (RGB), got " + channels);
    }
  }

  /** The pictures below a folder or in a zip archive, as they are. */
  public static ImageFolder of(Path path) {
    return new ImageFolder(path, null, null);
  }

  /** The same, brought to a size. */
  public ImageFolder resized(int height, int width) {
    return new ImageFolder(path, new Size(height, width), channels);
  }

  /** The same in grey (1) or in colour (3). */
  public ImageFolder channels(int wanted) {
    return new ImageFolder(path, size, wanted);
  }

  /** What was loaded; {@code test} is null where there is none. */
  record Parts(Dataset train, @Nullable Dataset test) {}

  /**
   * Loads all pictures of a set without parts; inputs are in [0, 1].
   *
   * @throws DataException naming file and rule; also if there are parts
   */
  public Dataset load() {
    Parts parts = parts();
    if (parts.test() != null) {
      throw DataException.of(path, "has folders for training and testing: load it as a split");
    }
    return parts.train();
  }

  /**
   * Loads both parts; inputs are in [0, 1].
   *
   * @throws DataException naming file and rule; also if there are no parts
   */
  public Split loadSplit() {
    Parts parts = parts();
    if (parts.test() == null) {
      throw DataException.of(path, "has no folders 'train' and 'test' around those of the classes");
    }
    return new Split(parts.train(), parts.test());
  }

  Parts parts() {
    try (PictureFiles files = PictureFiles.open(path)) {
      PictureTree tree = PictureTree.of(path, files.paths());
      PictureLoader loader = PictureLoader.of(this, files, first(tree));
      Dataset train = load(loader, tree.train(), tree.classNames());
      Dataset test = tree.isSplit() ? load(loader, tree.test(), tree.classNames()) : null;
      return new Parts(train, test);
    }
  }

  private static String first(PictureTree tree) {
    return tree.train().values().iterator().next().get(0);
  }

  private static Dataset load(
      PictureLoader loader, Map<String, List<String>> classes, List<String> names) {
    List<String> paths = classes.values().stream().flatMap(List::stream).toList();
    int[] labels = new int[paths.size()];
    int i = 0;
    for (Map.Entry<String, List<String>> entry : classes.entrySet()) {
      int label = names.indexOf(entry.getKey());
      for (int k = 0; k < entry.getValue().size(); k++) {
        labels[i++] = label;
      }
    }
    Shape image = loader.image();
    return Dataset.of(loader.load(paths), labels, names, Preprocessing.unit(image));
  }
}
