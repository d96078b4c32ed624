package io.fovea.data;

import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A picture file as a network wants it: of the right size and channels, inverted or not, but not
 * yet scaled.
 *
 * @param pixels {@code [h, w, c]}, U8
 * @param inverted true if this is the negative of the file
 * @param fileHeight rows of the file
 * @param fileWidth columns of the file
 */
public record Picture(Tensor pixels, boolean inverted, int fileHeight, int fileWidth) {
  /** The largest file that is read: 256 MiB. */
  private static final long MAX_FILE_BYTES = 1L << 28;

  /**
   * Reads a PNG, JPEG, GIF (the first frame) or BMP file. It is resized by area averaging, without
   * regard to its proportions; colour becomes grey by the weights of ITU-R BT.601; what is
   * transparent is taken to lie on white paper. The orientation noted by a camera is not applied.
   *
   * @throws DataException if the file is missing, too large, damaged, or no such picture
   */
  public static Picture read(Path file, Preprocessing preprocessing) {
    if (!Files.isRegularFile(file)) {
      throw DataException.of(file, Files.exists(file) ? "is not a file" : "does not exist");
    }
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_FILE_BYTES) {
        throw DataException.of(
            file, "has %d bytes; a picture has at most %d".formatted(bytes, MAX_FILE_BYTES));
      }
      return decode(file.toString(), Files.readAllBytes(file), preprocessing);
    } catch (IOException e) {
      throw DataException.because(file, "cannot be read", e);
    }
  }

  /**
   * The same for the bytes of a file, as from an archive.
   *
   * @param name for messages
   * @throws DataException if the bytes are no such picture
   */
  public static Picture decode(String name, byte[] file, Preprocessing preprocessing) {
    int channels = preprocessing.channels();
    if (channels != 1 && channels != 3) {
      throw DataException.of(
          name, "a picture has 1 or 3 channels, the network wants %d".formatted(channels));
    }
    byte[] pixels = new byte[Math.toIntExact(preprocessing.shape().elements())];
    PictureDecoder.Form form;
    try (PictureDecoder decoder = new PictureDecoder()) {
      form = decoder.decode(name, file, any -> {}, preprocessing.shape(), pixels, 0);
    }
    boolean invert =
        switch (preprocessing.invert()) {
          case NO -> false;
          case YES -> true;
          case AUTO -> hasBrightBorder(pixels, preprocessing);
        };
    if (invert) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) ~pixels[i];
      }
    }
    return new Picture(
        Tensor.of(preprocessing.shape(), pixels), invert, form.height(), form.width());
  }

  private static boolean hasBrightBorder(byte[] pixels, Preprocessing size) {
    long sum = 0;
    long count = 0;
    for (int y = 0; y < size.height(); y++) {
      for (int x = 0; x < size.width(); x++) {
        if (y == 0 || x == 0 || y == size.height() - 1 || x == size.width() - 1) {
          for (int c = 0; c < size.channels(); c++) {
            sum += pixels[(y * size.width() + x) * size.channels() + c] & 0xff;
            count++;
          }
        }
      }
    }
    return 2 * sum > 255 * count;
  }
}
