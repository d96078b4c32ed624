package io.fovea.data;

import org.jspecify.annotations.Nullable;

/**
 * How data are loaded from files, where there is a choice.
 *
 * @param size rows and columns that picture files are brought to, or null for those that they have
 * @param channels 1 for grey pictures, 3 for RGB, or null for those of the first file
 * @param labels which labels of CIFAR-100
 * @param holdout part of the examples to test with, where the files have no test part; between 0
 *     and 1
 */
public record Loading(
    ImageFolder.@Nullable Size size,
    @Nullable Integer channels,
    Cifar100.Labels labels,
    double holdout) {
  /** As it comes, and a tenth held out. */
  public static final Loading DEFAULT = new Loading(null, null, Cifar100.Labels.FINE, 0.1);

  /** The seed by which examples are held out: always the same ones. */
  private static final long HOLDOUT_SEED = 1;

  /**
   * Checks the part that is held out.
   *
   * @throws IllegalArgumentException if it is not between 0 and 1
   */
  public Loading {
    if (!(holdout > 0 && holdout < 1)) {
      throw new IllegalArgumentException(
          "loading: the part held out must be between 0 and 1, got " + holdout);
    }
  }

  /** All examples in two parts: each class in the same proportion, if there are classes. */
  Split holdOut(Object source, Dataset all) {
    try {
      return all.isLabelled()
          ? all.stratifiedSplit(holdout, HOLDOUT_SEED)
          : all.split(holdout, HOLDOUT_SEED);
    } catch (IllegalArgumentException e) {
      throw DataException.of(source, String.valueOf(e.getMessage()));
    }
  }
}
