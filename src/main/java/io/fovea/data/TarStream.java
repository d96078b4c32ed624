package io.fovea.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The files in a tar archive, one after the other: blocks of 512 bytes, a header with name, size
 * and checksum before each. Names are never taken for paths.
 *
 * <p>Format: POSIX.1-1988, "ustar".
 */
final class TarStream {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE = 12;
  private static final int SUM_AT = 148;
  private static final int SUM = 8;
  private static final int KIND_AT = 156;

  private final Path file;
  private final InputStream in;
  private final long most;
  private final byte[] header = new byte[BLOCK];
  private long at;
  private long left;
  private String name = "";
  private long size;

  /**
   * An archive at its beginning.
   *
   * @param most bytes that a file in it can have
   */
  TarStream(Path file, InputStream in, long most) {
    this.file = file;
    this.in = in;
    this.most = most;
  }

  /**
   * Goes to the next file, passing what is left of this one.
   *
   * @return false at the end of the archive
   */
  boolean next() throws IOException {
    skip();
    long start = at;
    if (in.readNBytes(header, 0, BLOCK) < BLOCK) {
      throw DataException.at(file.toString(), start, "the archive ends without its closing blocks");
    }
    at += BLOCK;
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= SUM_AT && i < SUM_AT + SUM ? ' ' : header[i] & 0xff;
    }
    if (sum == ' ' * SUM) {
      return false;
    }
    if (octal(SUM_AT, SUM) != sum) {
      throw DataException.at(
          file.toString(), start, "is no tar archive: a header without its checksum");
    }
    name = text(0, NAME);
    size = octal(SIZE_AT, SIZE);
    if (size < 0 || size > most) {
      throw DataException.at(
          file.toString(),
          start + SIZE_AT,
          "'%s' claims %d bytes, the archive can hold %d".formatted(name, size, most));
    }
    left = size;
    return true;
  }

  private void skip() throws IOException {
    long padding = Math.floorMod(-size, BLOCK);
    long toSkip = left + padding;
    in.skipNBytes(toSkip);
    at += toSkip;
    left = 0;
    size = 0;
  }

  private String text(int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8).replaceAll("\\p{C}", "?");
  }

  /** A number in octal digits, or -1. */
  private long octal(int from, int length) {
    String digits = text(from, length).strip();
    return digits.matches("[0-7]{1,20}") ? Long.parseLong(digits, 8) : -1;
  }

  String name() {
    return name;
  }

  /** Bytes of the file. */
  long size() {
    return size;
  }

  /** True for a plain file, not a folder or a link. */
  boolean isFile() {
    return header[KIND_AT] == 0 || header[KIND_AT] == '0';
  }

  /** The bytes of the file; ends where it ends. */
  InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] to, int from, int length) throws IOException {
        if (length == 0 || left == 0) {
          return length == 0 ? 0 : -1;
        }
        int n = in.read(to, from, (int) Math.min(length, left));
        if (n < 0) {
          throw new EOFException();
        }
        left -= n;
        at += n;
        return n;
      }
    };
  }
}
