package io.fovea.data;

import io.fovea.tensor.Philox;

/**
 * The order in which an epoch visits its examples: a pure function of seed, epoch and count, the
 * same on every machine, so a resumed run continues exactly where it stopped.
 */
public final class Permutation {
  private Permutation() {}

  /**
   * The numbers 0 to n - 1, each once, every order equally likely. Drawn by the Fisher-Yates
   * shuffle (Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm P) from the Philox
   * stream {@code permutation/EPOCH} of the seed.
   */
  public static int[] of(long seed, int epoch, int n) {
    Philox.Sequence random = Philox.sequence(seed, "permutation/" + epoch);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
