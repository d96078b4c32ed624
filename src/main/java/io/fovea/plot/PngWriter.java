package io.fovea.plot;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes images as PNG files: 8 bits per sample, grey or RGB, not interlaced.
 *
 * <p>Format: W3C, Portable Network Graphics (PNG) Specification, second edition, 2003.
 */
public final class PngWriter {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte BITS = 8;
  private static final byte GREY = 0;
  private static final byte RGB = 2;
  private static final int NO_FILTER = 0;

  private PngWriter() {}

  /**
   * Writes an image to a file, which is replaced if it exists.
   *
   * @param image {@code [h, w, 1]} or {@code [h, w, 3]}, U8
   * @throws IllegalArgumentException if the image has another shape or type
   * @throws UncheckedIOException if it cannot be written; an earlier file is then as it was
   */
  public static void write(Path file, Tensor image) {
    Drawing.write(file, encode(image));
  }

  /**
   * The bytes of a PNG file.
   *
   * @param image {@code [h, w, 1]} or {@code [h, w, 3]}, U8
   * @throws IllegalArgumentException if the image has another shape or type
   */
  public static byte[] encode(Tensor image) {
    Shape shape = image.shape();
    if (image.dtype() != DType.U8
        || shape.rank() != 3
        || (shape.dim(2) != 1 && shape.dim(2) != 3)) {
      throw new IllegalArgumentException(
          "png: an image is U8 [h, w, 1] or [h, w, 3], got " + image.dtype() + " " + shape);
    }
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(shape.dim(1)).putInt(shape.dim(0));
    header.put(BITS).put(shape.dim(2) == 1 ? GREY : RGB);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(SIGNATURE);
    writeChunk(png, "IHDR", header.array());
    writeChunk(png, "IDAT", pack(image));
    writeChunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  /** The rows, each behind the number of its filter, as one zlib stream. */
  private static byte[] pack(Tensor image) {
    int rowBytes = image.shape().dim(1) * image.shape().dim(2);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      for (int at = 0; at < image.length(); at += rowBytes) {
        out.write(NO_FILTER);
        out.write(image.bytes(), at, rowBytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** Length, type, content, and the checksum of type and content. */
  private static void writeChunk(ByteArrayOutputStream png, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    png.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    png.writeBytes(name);
    png.writeBytes(content);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
