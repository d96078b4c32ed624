package io.fovea.check;

/**
 * By how much an algorithm may amplify the rounding errors of the sums that an op is defined by:
 * the factor on its bound.
 *
 * <p>Winograd's way computes {@code A (G g * B d)}, where every row of A, G and B is a small sum. A
 * product's share of an output is at most {@code max|g| max|d|} times {@code sum over j of |A_ij|
 * sum|G_j| sum|B_j|}, in each of the two directions. With the points 0, 1, -1, 2, -2 and infinity,
 * the sums of |B| are 10, 10, 10, 6, 6, 10. For F(4, 3), those of |G| are 1/4, 1/2, 1/2, 7/24,
 * 7/24, 1, and the largest row of A is 0, 1, 1, 8, 8, 1: together 48, where the sum itself has 3
 * terms. For F(3, 4), those of |G| are 1/4, 2/3, 2/3, 5/8, 5/8, 1, and the largest row of A is 0,
 * 1, 1, 4, 4, 1: 53.4 against 4 terms. The bound of the sum then holds with the square of the
 * quotient as a factor, if numbers next to each other are of one size.
 */
public final class Amplification {
  private static final double WINOGRAD_4_3 = 16 * 16;
  private static final double WINOGRAD_3_4 = 13.34 * 13.34;

  private Amplification() {}

  /** The bound of an implementation, where the op's is given. */
  static Bound of(Bound bound, double factor) {
    return factor == 1 ? bound : bound.normwise(factor);
  }

  /** The factor of an implementation of an op; 1 for those that compute the sums as they are. */
  public static double of(String op, String implementation) {
    if (!implementation.equals("winograd")) {
      return 1;
    }
    return op.equals("conv2d_weight_gradient") ? WINOGRAD_3_4 : WINOGRAD_4_3;
  }
}
