package io.fovea.data;

import java.nio.file.Path;
import java.util.List;

/**
 * Fashion-MNIST: 60,000 and 10,000 pictures of clothes in the form of MNIST, 28x28, light on black.
 *
 * <p>H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine
 * learning algorithms", arXiv:1708.07747, 2017.
 */
public final class FashionMnist {
  /** The ten articles, in the order of the labels. */
  public static final List<String> CLASS_NAMES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  private FashionMnist() {}

  /**
   * Loads the four IDX files of a folder, {@code train-images-idx3-ubyte} and so on, plain or
   * {@code .gz}; inputs are in [0, 1]. A network that learned from them takes clothes on a light
   * ground for what they are ({@link Preprocessing.Invert#AUTO}): on average the border of none of
   * these 70,000 images is brighter than 108 of 255.
   *
   * @throws DataException if files are missing or bad
   */
  public static Split load(Path folder) {
    return IdxFolder.load(folder, CLASS_NAMES, Preprocessing.Invert.AUTO);
  }
}
