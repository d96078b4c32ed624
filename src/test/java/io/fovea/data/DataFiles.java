package io.fovea.data;

import io.fovea.plot.PngWriter;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small files of every form that is loaded, sound unless their contents are not. */
public final class DataFiles {
  private DataFiles() {}

  /** Bytes from hexadecimal digits and spaces. */
  public static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** Characters as UTF-8. */
  public static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One after the other. */
  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Packed by gzip. */
  public static byte[] gzip(byte[]... parts) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(concat(parts));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return packed.toByteArray();
  }

  /** A zip archive of names and contents. */
  public static byte[] zip(Object... namesAndContents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
        zip.write((byte[]) namesAndContents[i + 1]);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  /** A tar archive of names and contents. */
  public static byte[] tar(Object... namesAndContents) {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      byte[] content = (byte[]) namesAndContents[i + 1];
      byte[] header = new byte[512];
      put(header, 0, (String) namesAndContents[i]);
      put(header, 124, "%011o".formatted(content.length));
      header[156] = '0';
      put(header, 257, "ustar");
      Arrays.fill(header, 148, 156, (byte) ' ');
      int sum = 0;
      for (byte b : header) {
        sum += b & 0xff;
      }
      put(header, 148, "%06o\0 ".formatted(sum));
      tar.writeBytes(header);
      tar.writeBytes(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
    }
    tar.writeBytes(new byte[1024]);
    return tar.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text(text);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** An NPY file of some type and shape; elements are bytes. */
  public static byte[] npy(String type, String shape, int... elements) {
    String words = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
    ByteBuffer file =
        ByteBuffer.allocate(10 + words.length() + elements.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(bytes("934e554d50590100")).putShort((short) words.length()).put(text(words));
    for (int element : elements) {
      file.put((byte) element);
    }
    return file.array();
  }

  /** A PNG file. */
  public static byte[] picture(int height, int width, boolean isGrey) {
    int channels = isGrey ? 1 : 3;
    byte[] pixels = new byte[height * width * channels];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (7 * i);
    }
    return PngWriter.encode(Tensor.of(Shape.of(height, width, channels), pixels));
  }

  /** A PNG file that declares 60,000 x 60,000 pixels, with a valid checksum. */
  public static byte[] hugePicture() {
    byte[] file = picture(1, 1, true);
    ByteBuffer.wrap(file).putInt(16, 60_000).putInt(20, 60_000);
    CRC32 crc = new CRC32();
    crc.update(file, 12, 17);
    ByteBuffer.wrap(file).putInt(29, (int) crc.getValue());
    return file;
  }
}
