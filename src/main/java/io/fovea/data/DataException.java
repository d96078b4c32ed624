package io.fovea.data;

import io.fovea.io.FormatException;
import java.io.EOFException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A data file cannot be used. The message names the file, the byte where that makes sense, what was
 * found there and the rule it breaks, in one line. Every loader of this package throws this and
 * nothing else for a bad file, missing and unreadable ones included.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final long NOWHERE = -1;

  private final String source;
  private final long position;

  private DataException(String source, long position, String problem, @Nullable Throwable cause) {
    super(
        FormatException.oneLine(
            source + (position == NOWHERE ? "" : ", byte " + position) + ": " + problem),
        cause);
    this.source = source;
    this.position = position;
  }

  private DataException(String source, String rest, Throwable cause) {
    super(FormatException.oneLine(source + rest), cause);
    this.source = source;
    this.position = NOWHERE;
  }

  /** A problem with a file as a whole, or with a set of files. */
  public static DataException of(Object source, String problem) {
    return new DataException(source.toString(), NOWHERE, problem, null);
  }

  /** A problem at a byte of a file, counted from 0; of an unpacked file, after unpacking. */
  public static DataException at(Object source, long position, String problem) {
    return new DataException(source.toString(), position, problem, null);
  }

  /** A problem in a cell of a table, both counted from 1. */
  static DataException inCell(Object source, long row, long column, String problem) {
    return of(source + ", row " + row + ", column " + column, problem);
  }

  /**
   * What a reader of {@code io} found wrong with a file. Their messages begin with the file, or
   * with the file and an entry of it.
   */
  static DataException of(Path file, RuntimeException e) {
    String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    String rest =
        message.startsWith(file.toString())
            ? message.substring(file.toString().length())
            : ": " + message;
    return new DataException(file.toString(), rest.replaceFirst("^: byte ", ", byte "), e);
  }

  /** A problem that another exception reported. */
  public static DataException because(Object source, String problem, Throwable cause) {
    String reason = cause.getMessage();
    String text =
        reason != null
            ? reason
            : cause instanceof EOFException ? "it ends early" : cause.getClass().getSimpleName();
    return new DataException(
        source.toString(), NOWHERE, problem + " (" + text.replaceAll("\\s+", " ") + ")", cause);
  }

  /** The file or data set that cannot be used. */
  public String source() {
    return source;
  }

  /** The byte at which the problem lies, if it lies at one. */
  public OptionalLong position() {
    return position == NOWHERE ? OptionalLong.empty() : OptionalLong.of(position);
  }
}
