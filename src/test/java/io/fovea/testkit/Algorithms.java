package io.fovea.testkit;

import java.util.List;
import java.util.Map;

/**
 * The one place where an algorithm says what it needs: which integers keep it exact, and by how
 * much it amplifies rounding errors. Most need nothing.
 */
public final class Algorithms {
  /**
   * What an algorithm needs.
   *
   * @param multiples for each input, what its integers must be multiples of; 1 where absent
   * @param amplification factor on the bound of the rounding layer, with its derivation beside the
   *     entry
   */
  public record Needs(List<Integer> multiples, double amplification) {
    int multiple(int input) {
      return input < multiples.size() ? multiples.get(input) : 1;
    }
  }

  private static final Needs NONE = new Needs(List.of(), 1);

  /** By {@code op/implementation}. */
  private static final Map<String, Needs> NEEDS = Map.of();

  private Algorithms() {}

  static Needs of(String op, String implementation) {
    return NEEDS.getOrDefault(op + "/" + implementation, NONE);
  }
}
