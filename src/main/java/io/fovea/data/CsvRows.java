package io.fovea.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The rows of a file of comma-separated values, one after the other: cells are short, without line
 * breaks, and may stand in double quotes. Lines end in LF or CR LF; the last may end with the file.
 * Never more than one row is held, and that within {@link #LONGEST_ROW}.
 */
final class CsvRows {
  /** Bytes of a row that are accepted: a picture of a million pixels, and more. */
  static final int LONGEST_ROW = 1 << 24;

  /** Cells of a row that are accepted. */
  static final int MOST_CELLS = 1 << 22;

  private static final int END = -1;

  private final Object source;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int filled;

  private byte[] text = new byte[1 << 12];
  private int length;
  private int[] ends = new int[1 << 10];
  private int cells;
  private long row;

  CsvRows(Object source, InputStream in) throws IOException {
    this.source = source;
    this.in = in;
    filled = in.readNBytes(buffer, 0, buffer.length);
    boolean isMarked =
        filled >= 3
            && (buffer[0] & 0xff) == 0xef
            && (buffer[1] & 0xff) == 0xbb
            && (buffer[2] & 0xff) == 0xbf;
    at = isMarked ? 3 : 0;
  }

  /**
   * Reads the next row.
   *
   * @return false at the end of the file
   */
  boolean next() throws IOException {
    length = 0;
    cells = 0;
    if (peek() == END) {
      return false;
    }
    row++;
    while (true) {
      int c = take();
      if (c == ',' || c == '\n' || c == END) {
        endCell();
        if (c != ',') {
          break;
        }
      } else {
        append((byte) c);
      }
    }
    if (cells == 1 && isBlank(0)) {
      requireEnd();
      return false;
    }
    return true;
  }

  private void append(byte c) {
    if (length == LONGEST_ROW) {
      throw DataException.of(
          source + ", row " + row, "a row has at most " + LONGEST_ROW + " bytes");
    }
    if (length == text.length) {
      text = Arrays.copyOf(text, 2 * length);
    }
    text[length++] = c;
  }

  private void endCell() {
    if (cells == ends.length) {
      ends = Arrays.copyOf(ends, 2 * cells);
    }
    ends[cells++] = length;
    if (cells > MOST_CELLS) {
      throw DataException.of(source + ", row " + row, "a row has at most " + MOST_CELLS + " cells");
    }
  }

  private boolean isBlank(int cell) {
    return cell(cell).isEmpty();
  }

  /** Empty lines may only stand at the end. */
  private void requireEnd() throws IOException {
    for (int c = take(); c != END; c = take()) {
      if (c != '\n' && c != '\r') {
        throw DataException.of(source + ", row " + row, "is empty, but others follow");
      }
    }
  }

  /** Number of the row read last, from 1. */
  long row() {
    return row;
  }

  /** Number of cells in it, at least 1. */
  int cells() {
    return cells;
  }

  /** A cell, counted from 0, without quotes and space around it. */
  String cell(int cell) {
    int from = cell == 0 ? 0 : ends[cell - 1];
    String plain = new String(text, from, ends[cell] - from, StandardCharsets.UTF_8).strip();
    boolean isQuoted = plain.length() >= 2 && plain.startsWith("\"") && plain.endsWith("\"");
    return isQuoted ? plain.substring(1, plain.length() - 1).replace("\"\"", "\"") : plain;
  }

  /** A cell as a whole number from 0 to {@code most}; -1 if it is none. */
  int whole(int cell, int most) {
    int from = cell == 0 ? 0 : ends[cell - 1];
    int to = ends[cell];
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return wholeOf(cell(cell), most);
      }
      value = value * 10 + digit;
      if (value > most) {
        return -1;
      }
    }
    return from == to ? -1 : value;
  }

  /** The same where there are quotes, space or worse. */
  private static int wholeOf(String plain, int most) {
    boolean isWhole =
        !plain.isEmpty()
            && plain.length() < 10
            && plain.chars().allMatch(c -> c >= '0' && c <= '9');
    int value = isWhole ? Integer.parseInt(plain) : -1;
    return value <= most ? value : -1;
  }

  /** A complaint about a cell of this row, counted from 0. */
  DataException error(int cell, String problem) {
    return DataException.inCell(source, row, cell + 1L, problem + ", got " + shown(cell(cell)));
  }

  /**
   * A complaint about the number of cells of this row, at the first that is missing or too many.
   */
  DataException error(String problem, int expected) {
    return DataException.inCell(source, row, Math.min(cells, expected) + 1L, problem);
  }

  /** A cell as a message shows it: on one line, and not too long. */
  static String shown(String cell) {
    StringBuilder shown = new StringBuilder("'");
    for (int i = 0; i < Math.min(cell.length(), 24); i++) {
      char c = cell.charAt(i);
      shown.append(c < ' ' || c > '~' ? String.format("\\u%04x", (int) c) : c);
    }
    return shown.append(cell.length() > 24 ? "..'" : "'").toString();
  }

  private int peek() throws IOException {
    if (at == filled) {
      at = 0;
      filled = in.readNBytes(buffer, 0, buffer.length);
    }
    return at == filled ? END : buffer[at] & 0xff;
  }

  private int take() throws IOException {
    int c = peek();
    at += c == END ? 0 : 1;
    return c;
  }
}
