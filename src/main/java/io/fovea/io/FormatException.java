package io.fovea.io;

import java.io.EOFException;
import java.io.IOException;

/**
 * A file breaks the rules of its format. The message names the file or the place within it, what
 * was found, and the rule, in one line.
 */
public final class FormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int LONGEST = 1000;

  public FormatException(String message) {
    super(oneLine(message));
  }

  public FormatException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /**
   * Words that may quote a file as one line, not endless: control characters as {@code \\uXXXX},
   * and the middle of long ones left out.
   */
  public static String oneLine(String words) {
    StringBuilder line = new StringBuilder();
    String all =
        words.length() <= LONGEST
            ? words
            : words.substring(0, LONGEST / 2)
                + " .. "
                + words.substring(words.length() - LONGEST / 2);
    for (int i = 0; i < all.length(); i++) {
      char c = all.charAt(i);
      boolean isPlain = !Character.isISOControl(c) && c != '\u2028' && c != '\u2029';
      line.append(isPlain ? c : String.format("\\u%04x", (int) c));
    }
    return line.toString();
  }

  /** A problem at a byte of a file, counted from 0. */
  static FormatException at(long position, String problem) {
    return new FormatException("byte " + position + ": " + problem);
  }

  /** Something that may find a file broken. */
  @FunctionalInterface
  public interface Reading<T> {
    T get() throws IOException;
  }

  /** What reading gives; complaints then begin with the name of what was read. */
  public static <T> T within(String source, Reading<T> reading) throws IOException {
    try {
      return reading.get();
    } catch (EOFException e) {
      throw new FormatException(source + ": ends too early", e);
    } catch (FormatException e) {
      throw new FormatException(source + ": " + e.getMessage(), e);
    }
  }
}
