package io.fovea.data;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Numbered examples: what trainers, evaluations and pictures consume. An example is an image {@code
 * [h, w, c]}, stored as unsigned bytes or as floats, and a target: a class, or an array of floats.
 *
 * <p>Examples are read one by one into the caller's array, so an implementation may hold them in
 * memory, read them from files or make them on demand; it must be safe for use by several threads
 * and return the same example for the same number every time. Order and batches are the trainer's
 * affair (see {@link Permutation}).
 */
public interface Dataset {
  /** Number of examples, at least 1. */
  int size();

  /**
   * How a stored image becomes input; its {@link Preprocessing#shape} is the shape of every image.
   */
  Preprocessing preprocessing();

  /** How images are stored: {@link DType#U8} or {@link DType#F32}. */
  DType imageType();

  /** Names of the classes in the order of their numbers; empty if the targets are floats. */
  List<String> classNames();

  /** Shape of one target: {@code [classes]}, or that of the float targets. */
  Shape targetShape();

  /**
   * Writes the stored bytes of image i to {@code to[at...]}.
   *
   * @throws IllegalStateException if images are stored as floats
   */
  void copyBytes(int i, byte[] to, int at);

  /** Writes the input made of image i, preprocessed, to {@code to[at...]}. */
  void copyInput(int i, float[] to, int at);

  /**
   * The class of example i, from 0.
   *
   * @throws IllegalStateException if the targets are floats
   */
  int label(int i);

  /** Writes the target of example i to {@code to[at...]}; a class is written one-hot. */
  void copyTarget(int i, float[] to, int at);

  /**
   * Images with their classes, in memory.
   *
   * @param images {@code [n, h, w, c]}, U8 or F32; shared, not copied
   * @param labels n class numbers, each below the number of class names; shared, not copied
   * @param preprocessing for images of this shape
   * @throws IllegalArgumentException if the parts do not fit together; the message names them
   */
  static Dataset of(
      Tensor images, int[] labels, List<String> classNames, Preprocessing preprocessing) {
    return new ArrayDataset(images, new Targets.Classes(labels, classNames), preprocessing);
  }

  /**
   * Images with float targets, in memory.
   *
   * @param images {@code [n, h, w, c]}, U8 or F32; shared, not copied
   * @param targets {@code [n, ...]}, F32; shared, not copied
   * @param preprocessing for images of this shape
   * @throws IllegalArgumentException if the parts do not fit together; the message names them
   */
  static Dataset of(Tensor images, Tensor targets, Preprocessing preprocessing) {
    return new ArrayDataset(images, new Targets.Floats(targets), preprocessing);
  }

  /**
   * The same examples, whose images become input in another way.
   *
   * @throws IllegalArgumentException if images have another shape, or are stored as floats that
   *     were prepared already
   */
  default Dataset with(Preprocessing preprocessing) {
    return PreparedDataset.of(this, preprocessing);
  }

  /** Shape of one image: {@code [h, w, c]}. */
  default Shape imageShape() {
    return preprocessing().shape();
  }

  /** True if targets are classes. */
  default boolean isLabelled() {
    return !classNames().isEmpty();
  }

  /**
   * The stored image i: {@code [h, w, c]}, of the {@linkplain #imageType type} of all; a copy. What
   * a predictor takes of floats is {@link #input}: it prepares bytes only.
   *
   * @throws IllegalStateException if images are floats that preprocessing changes, in a data set
   *     that does not override this
   */
  default Tensor image(int i) {
    if (imageType() != DType.U8) {
      if (!preprocessing().equals(Preprocessing.none(imageShape()))) {
        throw new IllegalStateException(
            "dataset: image %d is stored as floats, and only input(%d) is known".formatted(i, i));
      }
      return input(i);
    }
    byte[] copy = new byte[Math.toIntExact(imageShape().elements())];
    copyBytes(i, copy, 0);
    return Tensor.of(imageShape(), copy);
  }

  /** Input i: {@code [h, w, c]}, F32, preprocessed; a copy. */
  default Tensor input(int i) {
    float[] copy = new float[Math.toIntExact(imageShape().elements())];
    copyInput(i, copy, 0);
    return Tensor.of(imageShape(), copy);
  }

  /**
   * How many examples each class has.
   *
   * @throws IllegalStateException if the targets are floats
   */
  default int[] histogram() {
    int[] count = new int[classNames().size()];
    for (int i = 0; i < size(); i++) {
      count[label(i)]++;
    }
    return count;
  }

  /**
   * A view of some examples, in the order given; a number may occur more than once.
   *
   * @throws IllegalArgumentException if there is none, or one is not a number of this data set
   */
  default Dataset subset(int... indices) {
    return DatasetView.of(this, indices);
  }

  /** A view of examples {@code from} to {@code to - 1}. */
  default Dataset slice(int from, int to) {
    return subset(IntStream.range(from, to).toArray());
  }

  /** A view of the first n examples. */
  default Dataset take(int n) {
    return slice(0, n);
  }

  /**
   * Two disjoint views in random order, the second with the given part of all examples, rounded.
   *
   * @throws IllegalArgumentException if either would be empty
   */
  default Split split(double testFraction, long seed) {
    return Split.random(this, testFraction, seed);
  }

  /**
   * As {@link #split}, and each class has the same part of its examples in the second view, to
   * within one.
   *
   * @throws IllegalStateException if the targets are floats
   */
  default Split stratifiedSplit(double testFraction, long seed) {
    return Split.stratified(this, testFraction, seed);
  }
}
