package io.fovea.cli;

import java.util.Locale;

/**
 * A command line that cannot be meant: an option with a value out of range, or one that names what
 * there is not. The exit status is 2.
 */
final class MisuseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MisuseException(String message) {
    super(message);
  }

  MisuseException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Throws with the formatted message unless the condition holds. */
  static void require(boolean holds, String template, Object... arguments) {
    if (!holds) {
      throw new MisuseException(String.format(Locale.ROOT, template, arguments));
    }
  }

  /** Throws unless an option's value is at least so large. */
  static void requireAtLeast(int least, String option, int value) {
    require(value >= least, "%s must be at least %d, got %d", option, least, value);
  }
}
