package io.fovea.testkit;

/** Which cases run, as the command line says. */
public final class Selection {
  /** {@code conv2d/odd} for one case, {@code conv2d} for all of an op. */
  public static final String CASE = "fovea.case";

  /** One implementation by name. */
  public static final String IMPLEMENTATION = "fovea.implementation";

  /** Seed of the random cases. */
  public static final String SEED = "fovea.seed";

  /** Random cases of each op. */
  public static final String RANDOM_CASES = "fovea.random";

  /** The same cases in each run: a required check does not fail by chance. */
  private static final long USUAL_SEED = 20_260_101;

  private Selection() {}

  /** Whether the case is to run. */
  public static boolean selects(OpCase theCase) {
    String wanted = System.getProperty(CASE, "");
    return wanted.isEmpty() || wanted.equals(theCase.op().name()) || wanted.equals(theCase.id());
  }

  /** Whether the implementation is to run. */
  public static boolean selects(String implementation) {
    String wanted = System.getProperty(IMPLEMENTATION, "");
    return wanted.isEmpty() || wanted.equals(implementation);
  }

  /** Whether everything is to run. */
  public static boolean isEverything() {
    return System.getProperty(CASE, "").isEmpty()
        && System.getProperty(IMPLEMENTATION, "").isEmpty()
        && System.getProperty(BackendsUnderTest.PROPERTY, "").isEmpty();
  }

  /** The seed of this run's random cases. */
  public static long seed() {
    return Long.getLong(SEED, USUAL_SEED);
  }

  /** The seed of a case's arguments, which its name decides; a random case has one of its own. */
  public static long seed(OpCase theCase) {
    return theCase.id().hashCode() * 31L + 20260101;
  }

  /** How many random cases of each op. */
  public static int randomCases() {
    return Integer.getInteger(RANDOM_CASES, 4);
  }
}
