package io.fovea.op;

import java.util.Locale;

/**
 * An operation or layer was given shapes or attributes that break its rule. The message names the
 * operation, the argument, the values and the rule.
 */
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ShapeException(String message) {
    super(message);
  }

  /** Throws with the formatted message unless the condition holds. */
  public static void require(boolean holds, String template, Object... arguments) {
    if (!holds) {
      throw new ShapeException(String.format(Locale.ROOT, template, arguments));
    }
  }
}
