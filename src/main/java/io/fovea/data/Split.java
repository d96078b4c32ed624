package io.fovea.data;

import java.util.stream.IntStream;

/**
 * A data set in two parts: one to learn from, and one, never learned from, to measure by.
 *
 * @param train examples to learn from
 * @param test other examples with images and targets of the same shapes and the same classes
 */
public record Split(Dataset train, Dataset test) {
  /**
   * Checks that the parts fit together.
   *
   * @throws IllegalArgumentException if shapes or classes differ
   */
  public Split {
    if (!train.imageShape().equals(test.imageShape())
        || !train.targetShape().equals(test.targetShape())
        || !train.classNames().equals(test.classNames())) {
      throw new IllegalArgumentException(
          "split: train has images %s and targets %s %s, test has %s and %s %s"
              .formatted(
                  train.imageShape(),
                  train.targetShape(),
                  train.classNames(),
                  test.imageShape(),
                  test.targetShape(),
                  test.classNames()));
    }
  }

  static Split random(Dataset data, double testFraction, long seed) {
    return of(data, Partition.of(Permutation.of(seed, 0, data.size()), testFraction));
  }

  static Split stratified(Dataset data, double testFraction, long seed) {
    if (!data.isLabelled()) {
      throw new IllegalStateException("split: a stratified split needs class labels");
    }
    int[] order = Permutation.of(seed, 0, data.size());
    int[] labels = IntStream.range(0, order.length).map(data::label).toArray();
    return of(data, Partition.stratified(order, labels, data.classNames().size(), testFraction));
  }

  private static Split of(Dataset data, Partition parts) {
    return new Split(data.subset(parts.train()), data.subset(parts.test()));
  }
}
