package io.fovea.testkit;

import io.fovea.check.Amplification;
import java.util.List;
import java.util.Map;

/**
 * The one place where an algorithm says what it needs: which integers keep it exact. By how much it
 * amplifies rounding errors, and the integers on the way to a result, is {@link Amplification}'s.
 */
public final class Algorithms {
  /**
   * What an algorithm needs.
   *
   * @param multiples for each input, what its integers must be multiples of; 1 where absent
   * @param largest the largest magnitude of integers, before they are multiplied
   * @param amplification factor on the bound of the rounding layer, and on the magnitudes of what
   *     an exact result is computed from
   */
  public record Needs(List<Integer> multiples, int largest, double amplification) {
    int multiple(int input) {
      return input < multiples.size() ? multiples.get(input) : 1;
    }
  }

  private static final Needs NONE = new Needs(List.of(), Integer.MAX_VALUE, 1);

  /** By {@code op/implementation}. */
  private static final Map<String, Needs> NEEDS =
      Map.of(
          // Filters are divided by 4, 6 and 24 in each direction.
          "conv2d/winograd", winograd("conv2d"),
          "conv2d_data_gradient/winograd", winograd("conv2d_data_gradient"),
          "conv2d_weight_gradient/winograd", winograd("conv2d_weight_gradient"));

  private Algorithms() {}

  private static Needs winograd(String op) {
    return new Needs(List.of(1, 24 * 24), 1, Amplification.of(op, "winograd"));
  }

  static Needs of(String op, String implementation) {
    return NEEDS.getOrDefault(op + "/" + implementation, NONE);
  }
}
