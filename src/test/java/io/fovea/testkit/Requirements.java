package io.fovea.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs and a machine may lack. A lack skips the test with its reason, unless {@code
 * -Dfovea.require=opencl} (names separated by commas) says that this machine has it: then it fails.
 */
public final class Requirements {
  static final String PROPERTY = "fovea.require";

  private Requirements() {}

  /** Skips the calling test for want of {@code need}, or fails it if {@code need} is required. */
  public static void missing(String need, String reason) {
    if (isRequired(need)) {
      fail(need + " is required by -D" + PROPERTY + " and missing: " + reason);
    }
    Assumptions.abort(need + " is missing: " + reason);
  }

  /** Whether a lack of {@code need} is a failure. */
  public static boolean isRequired(String need) {
    String required = System.getProperty(PROPERTY, "");
    return Arrays.stream(required.split(",")).map(String::strip).anyMatch(need::equals);
  }
}
