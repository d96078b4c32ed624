package io.fovea.data;

import java.nio.file.Path;
import java.util.List;

/**
 * MNIST: 60,000 and 10,000 handwritten digits, 28x28, white ink on black.
 *
 * <p>Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document
 * recognition", Proceedings of the IEEE 86, 1998.
 */
public final class Mnist {
  /** The classes: the digits. */
  public static final List<String> CLASS_NAMES =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private Mnist() {}

  /**
   * Loads the four IDX files of a folder, {@code train-images-idx3-ubyte} and so on, plain or
   * {@code .gz}; inputs are in [0, 1]. A network that learned from them takes pictures of dark ink
   * on light paper for what they are ({@link Preprocessing.Invert#AUTO}).
   *
   * @throws DataException if files are missing or bad
   */
  public static Split load(Path folder) {
    return IdxFolder.load(folder, CLASS_NAMES, Preprocessing.Invert.AUTO);
  }
}
