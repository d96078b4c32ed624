package io.fovea.io;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * NumPy's format for one array: a mark, a version, a header in words ({@link NpyHeader}) and the
 * elements. Versions 1 to 3, numbers of either byte order, and both orders of axes are read:
 *
 * <ul>
 *   <li>{@code u1} and {@code b1} (truth values, 0 or 1) as U8,
 *   <li>{@code i1 i2 i4 i8 u2 u4 u8} as I32, if each number fits,
 *   <li>{@code f2} and {@code f4} as F32, {@code f8} as F64.
 * </ul>
 *
 * <p>Nothing is allocated before the header agrees with the length of the file. Arrays of Python
 * objects are refused: to read one is to run code of the file.
 *
 * <p>Source: NumPy enhancement proposal 1, "A simple file format for NumPy arrays".
 */
public final class Npy {
  /** The most elements of an array that is read: 2^30. */
  public static final int MOST_ELEMENTS = 1 << 30;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final int ALIGNMENT = 64;

  private Npy() {}

  /**
   * Reads the array of a file.
   *
   * @throws FormatException naming file, byte and rule
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Tensor read(Path file) {
    if (Files.isDirectory(file)) {
      throw new FormatException(file + ": is a folder, not a file");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      long size = Files.size(file);
      return FormatException.within(file.toString(), () -> read(in, size, MOST_ELEMENTS));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read (" + e + ")", e);
    }
  }

  /**
   * Reads an array from the bytes of a file.
   *
   * @throws FormatException naming byte and rule
   */
  public static Tensor read(byte[] file) {
    try {
      return read(new ByteArrayInputStream(file), file.length, MOST_ELEMENTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads an array from a stream.
   *
   * @param size bytes of the stream
   * @param most elements to accept
   */
  static Tensor read(InputStream in, long size, int most) throws IOException {
    byte[] start = in.readNBytes(8);
    for (int i = 0; i < MAGIC.length; i++) {
      if (i >= start.length || start[i] != MAGIC[i]) {
        throw FormatException.at(
            0,
            start.length == 0
                ? "is empty"
                : "starts with %s; an NPY file starts with 934e554d5059"
                    .formatted(HexFormat.of().formatHex(start)));
      }
    }
    if (start.length < 8 || start[6] < 1 || start[6] > 3 || start[7] != 0) {
      throw FormatException.at(6, "its version must be 1.0, 2.0 or 3.0");
    }
    int prefix = start[6] == 1 ? 2 : 4;
    ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    word.put(0, exactly(in, prefix, 8));
    long length = word.getInt(0) & 0xffffffffL;
    int headerAt = 8 + prefix;
    if (length > LONGEST_HEADER || length > size - headerAt) {
      throw FormatException.at(
          8,
          "the header must have at most %d bytes, it claims %d"
              .formatted(Math.min(LONGEST_HEADER, Math.max(0, size - headerAt)), length));
    }
    String text =
        new String(
            exactly(in, (int) length, headerAt),
            start[6] == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    NpyHeader header = NpyHeader.parse(text, headerAt);
    NpyType type = NpyType.of(header.type(), headerAt);
    Shape shape = shape(header.extents(), most, headerAt);
    long begin = headerAt + length;
    long declared = shape.elements() * type.bytes();
    if (declared != size - begin) {
      throw FormatException.at(
          begin,
          "the header declares %s of '%s', %d bytes, but %d bytes follow it"
              .formatted(shape, header.type(), declared, size - begin));
    }
    Tensor read = NpyElements.read(in, type, shape, begin);
    return header.columnMajor() ? NpyElements.toRowMajor(read) : read;
  }

  private static Shape shape(List<Long> extents, int most, long at) {
    int[] dims = new int[extents.size()];
    long elements = 1;
    for (int axis = 0; axis < dims.length; axis++) {
      long extent = extents.get(axis);
      if (extent < 1 || extent > most || elements * extent > most) {
        throw FormatException.at(
            at,
            "shape %s: extents are at least 1 and their product at most %d"
                .formatted(extents, most));
      }
      elements *= extent;
      dims[axis] = (int) extent;
    }
    return dims.length == 0 ? Shape.scalar() : Shape.of(dims);
  }

  /** So many bytes, or a complaint about where they end. */
  static byte[] exactly(InputStream in, int n, long at) throws IOException {
    byte[] bytes = in.readNBytes(n);
    if (bytes.length < n) {
      throw FormatException.at(
          at + bytes.length, "ends where %d more bytes must be".formatted(n - bytes.length));
    }
    return bytes;
  }

  /**
   * Writes an array: version 1.0, little-endian, last axis fastest. U8 becomes {@code u1}, I32
   * {@code i4}, F32 {@code f4} and F64 {@code f8}.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(Path file, Tensor array) {
    AtomicFile.write(file, out -> write(out, array));
  }

  static void write(OutputStream out, Tensor array) throws IOException {
    String type = array.dtype() == DType.U8 ? "|u1" : "<" + letter(array.dtype());
    String text = NpyHeader.text(type, array.shape().dims());
    int unpadded = MAGIC.length + 4 + text.length() + 1;
    String padded = text + " ".repeat(Math.floorMod(-unpadded, ALIGNMENT)) + "\n";
    ByteBuffer head = ByteBuffer.allocate(MAGIC.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    head.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded.length());
    out.write(head.array());
    out.write(padded.getBytes(StandardCharsets.US_ASCII));
    SafeTensors.writeElements(out, array);
  }

  private static String letter(DType dtype) {
    return switch (dtype) {
      case F32 -> "f4";
      case F64 -> "f8";
      case I32 -> "i4";
      case U8 -> "u1";
    };
  }
}
