package io.fovea.data;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * Reads arrays of unsigned bytes in IDX format, the format of MNIST, plain or packed by gzip.
 *
 * <p>An IDX file is two zero bytes, a type code (8 for unsigned bytes), the number of extents, the
 * extents as big-endian 32-bit integers, then the elements, last axis fastest, and nothing else. No
 * memory is taken on the word of a header: what it declares must agree with the length of the file,
 * and for a packed file lie within what deflate can reach, and below a limit.
 *
 * <p>Format: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", 1998.
 */
public final class Idx {
  /** The most elements that {@link #read(Path, int)} accepts: 2^30. */
  public static final int DEFAULT_LIMIT = 1 << 30;

  private static final int UNSIGNED_BYTE = 8;

  /** The most that deflate can shrink: a match of 258 bytes takes two bits or more (RFC 1951). */
  private static final long DEFLATE_MAX_RATIO = 1032;

  private Idx() {}

  /**
   * An array with a given number of axes, as U8.
   *
   * @throws DataException if the file is missing, unreadable or not exactly such an array
   */
  public static Tensor read(Path file, int rank) {
    return read(file, rank, DEFAULT_LIMIT);
  }

  /**
   * An array with a given number of axes, as U8.
   *
   * @param limit the most elements, of a byte each, to accept
   * @throws DataException if the file is missing, unreadable or not exactly such an array
   */
  public static Tensor read(Path file, int rank, int limit) {
    if (!Files.isRegularFile(file)) {
      throw DataException.of(file, Files.exists(file) ? "is not a file" : "does not exist");
    }
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
      return read(file, raw, Files.size(file), rank, limit);
    } catch (IOException e) {
      throw DataException.because(file, "cannot be read", e);
    }
  }

  /**
   * An array from the bytes of a file.
   *
   * @param raw can be marked
   */
  static Tensor read(Path file, InputStream raw, long fileBytes, int rank, int limit)
      throws IOException {
    try {
      if (isGzip(raw)) {
        try (StrictGzipStream unpacked = new StrictGzipStream(raw)) {
          long reach = fileBytes * DEFLATE_MAX_RATIO;
          Tensor tensor = read(file, unpacked, rank, limit, reach, false);
          unpacked.requireEnd(file, fileBytes);
          return tensor;
        }
      }
      return read(file, raw, rank, limit, fileBytes, true);
    } catch (ZipException | EOFException e) {
      throw DataException.because(file, "is not a sound gzip file", e);
    }
  }

  /** Length of the header of an array with so many axes. */
  static int headerBytes(int rank) {
    return 4 + 4 * rank;
  }

  private static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip;
  }

  private static Tensor read(
      Path file, InputStream in, int rank, int limit, long available, boolean exact)
      throws IOException {
    int headerBytes = headerBytes(rank);
    ByteBuffer header = ByteBuffer.wrap(in.readNBytes(headerBytes));
    checkMagic(file, header, rank);
    if (header.limit() < headerBytes) {
      throw DataException.at(
          file,
          header.limit(),
          "ends inside the header, which has %d bytes for %d extents".formatted(headerBytes, rank));
    }
    Shape shape = shape(file, header, rank, limit);
    long declared = headerBytes + shape.elements();
    if (exact ? declared != available : declared > available) {
      throw DataException.at(
          file,
          4,
          "the header declares %s, %d bytes with the header, but the file %s %d bytes"
              .formatted(
                  shape,
                  declared,
                  exact ? "has" : "is packed and cannot unpack to more than",
                  available));
    }
    byte[] elements = new byte[(int) shape.elements()];
    int got = readFully(in, elements);
    if (got < elements.length) {
      throw DataException.at(
          file,
          headerBytes + (long) got,
          "ends after %d of the %d elements that the header declares as %s"
              .formatted(got, elements.length, shape));
    }
    if (in.read() >= 0) {
      throw DataException.at(
          file, declared, "goes on after the %d elements of %s".formatted(elements.length, shape));
    }
    return Tensor.of(shape, elements);
  }

  /**
   * Reads until the array is full or the data end; a packed stream that is cut short ends there.
   */
  private static int readFully(InputStream in, byte[] to) throws IOException {
    int got = 0;
    try {
      for (int n; got < to.length && (n = in.read(to, got, to.length - got)) >= 0; ) {
        got += n;
      }
    } catch (EOFException e) {
      return got;
    }
    return got;
  }

  private static void checkMagic(Path file, ByteBuffer header, int rank) {
    byte[] magic = Arrays.copyOf(header.array(), 4);
    if (header.limit() < 4 || magic[0] != 0 || magic[1] != 0) {
      throw DataException.at(
          file,
          0,
          "starts with %s; an IDX file starts with two zero bytes, type and number of extents"
              .formatted(hex(header)));
    }
    if (magic[2] != UNSIGNED_BYTE) {
      throw DataException.at(
          file,
          2,
          "element type is 0x%02x; only 0x08, unsigned bytes, is supported".formatted(magic[2]));
    }
    if (magic[3] != rank) {
      throw DataException.at(
          file,
          3,
          "has %d extents, expected %d (%s)"
              .formatted(magic[3] & 0xff, rank, rank == 1 ? "labels [n]" : "images [n, h, w]"));
    }
  }

  private static String hex(ByteBuffer header) {
    if (header.limit() == 0) {
      return "nothing, it is empty";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(4, header.limit()); i++) {
      text.append("%02x ".formatted(header.get(i)));
    }
    return text.toString().trim();
  }

  private static Shape shape(Path file, ByteBuffer header, int rank, int limit) {
    int[] extents = new int[rank];
    long elements = 1;
    for (int axis = 0; axis < rank; axis++) {
      int at = 4 + 4 * axis;
      long extent = header.getInt(at) & 0xffffffffL;
      if (extent == 0 || extent > limit || elements * extent > limit) {
        throw DataException.at(
            file,
            at,
            "extent %d is %d; extents are at least 1 and their product at most %d"
                .formatted(axis, extent, limit));
      }
      elements *= extent;
      extents[axis] = (int) extent;
    }
    return Shape.of(extents);
  }
}
