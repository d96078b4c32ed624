package io.fovea.data;

import io.fovea.tensor.Shape;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes picture files with the JDK's ImageIO: the only place that touches AWT, and only the part
 * of it that needs no display. Keeps its readers, so that many small pictures decode fast; for one
 * thread.
 */
final class PictureDecoder implements AutoCloseable {
  /** The largest picture that is decoded: 64 megapixels. Checked before any pixel is. */
  static final long MAX_PIXELS = 64_000_000;

  /** The JDK's decoder, seen on 17 and 25, confuses the rows of smaller interlaced GIF images. */
  private static final int MIN_GIF_HEIGHT = 5;

  /** What the head of a file says. */
  record Form(int height, int width, boolean isGrey) {}

  private final Map<String, ImageReader> readers = new HashMap<>();

  private interface Use<T> {
    T of(ImageReader reader) throws IOException;
  }

  /** Rows, columns and channels, from the head of a file. */
  Form form(String name, byte[] file) {
    return with(name, file, reader -> form(name, reader));
  }

  /**
   * Decodes a picture and brings it to a size and to channels.
   *
   * @param rule throws if a picture of such a form is not wanted
   * @param image {@code [h, w, c]}
   * @param to where its bytes go, from {@code at} on
   */
  Form decode(String name, byte[] file, Consumer<Form> rule, Shape image, byte[] to, int at) {
    return with(
        name,
        file,
        reader -> {
          Form form = form(name, reader);
          rule.accept(form);
          decode(reader, form, image, to, at);
          return form;
        });
  }

  private <T> T with(String name, byte[] file, Use<T> use) {
    String format = format(name, file);
    ImageReader reader = readers.computeIfAbsent(format, f -> reader(name, f));
    try (ImageInputStream in = new ByteArrayImageInput(file)) {
      reader.setInput(in, true, true);
      return use.of(reader);
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The decoders of the JDK answer damage with exceptions of many kinds.
      throw DataException.because(name, "is damaged or cut short", e);
    } catch (OutOfMemoryError e) {
      throw DataException.because(name, "needs more memory than this JVM has", e);
    } finally {
      reader.setInput(null);
    }
  }

  @Override
  public void close() {
    readers.values().forEach(ImageReader::dispose);
  }

  private static ImageReader reader(String name, String format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw DataException.of(name, "this Java has no decoder for " + format);
    }
    ImageReader reader = readers.next();
    // libjpeg fills what is missing with grey and calls that a warning.
    reader.addIIOReadWarningListener(
        (source, warning) -> {
          throw new IllegalStateException(warning);
        });
    return reader;
  }

  private static String format(String name, byte[] file) {
    String start = HexFormat.of().formatHex(file, 0, Math.min(file.length, 8));
    if (start.equals("89504e470d0a1a0a")) {
      return "png";
    }
    if (start.startsWith("ffd8ff")) {
      return "jpeg";
    }
    if (start.startsWith("474946383761") || start.startsWith("474946383961")) {
      return "gif";
    }
    if (start.startsWith("424d")) {
      return "bmp";
    }
    throw DataException.of(
        name,
        file.length == 0
            ? "is empty"
            : "is no PNG, JPEG, GIF or BMP file; it starts with " + start);
  }

  private static Form form(String name, ImageReader reader) throws IOException {
    int height = reader.getHeight(0);
    int width = reader.getWidth(0);
    if (height < 1 || width < 1 || (long) height * width > MAX_PIXELS) {
      throw DataException.of(
          name,
          "declares %d x %d pixels; a picture has at least one and at most %d"
              .formatted(width, height, MAX_PIXELS));
    }
    if (height < MIN_GIF_HEIGHT && reader.getFormatName().equals("gif")) {
      throw DataException.of(
          name, "has %d rows; a GIF has at least %d".formatted(height, MIN_GIF_HEIGHT));
    }
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    ColorModel colors = types.hasNext() ? types.next().getColorModel() : null;
    return new Form(height, width, colors != null && isGrey(colors));
  }

  private static void decode(ImageReader reader, Form form, Shape shape, byte[] to, int at)
      throws IOException {
    BufferedImage image = reader.read(0);
    int channels = shape.dim(2);
    RowReader rows = new RowReader(image, channels);
    if (form.height() == shape.dim(0) && form.width() == shape.dim(1)) {
      int rowBytes = form.width() * channels;
      for (int y = 0; y < form.height(); y++) {
        System.arraycopy(rows.row(y), 0, to, at + y * rowBytes, rowBytes);
      }
      return;
    }
    AreaResample resample =
        new AreaResample(form.height(), form.width(), shape.dim(0), shape.dim(1), channels);
    for (int y = 0; y < form.height(); y++) {
      resample.add(rows.row(y));
    }
    byte[] pixels = resample.pixels();
    System.arraycopy(pixels, 0, to, at, pixels.length);
  }

  private static boolean isGrey(ColorModel colors) {
    return colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && !(colors instanceof IndexColorModel);
  }

  /** Rows of a decoded image as grey or RGB bytes. */
  private static final class RowReader {
    private static final int PAPER = 255;

    private final BufferedImage image;
    private final int channels;
    private final int width;
    private final boolean isGrey;
    private final int[] argb;
    private final byte[] row;
    private final byte[] samples;

    RowReader(BufferedImage image, int channels) {
      this.image = image;
      this.channels = channels;
      this.width = image.getWidth();
      this.isGrey = isGrey(image.getColorModel());
      this.argb = new int[width];
      this.row = new byte[width * channels];
      this.samples = new byte[3 * width];
    }

    byte[] row(int y) {
      if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
        copyColours(y);
        return row;
      }
      if (isGrey) {
        readGrey(y);
      } else {
        image.getRGB(0, y, width, 1, argb, 0, width);
      }
      for (int x = 0; x < width; x++) {
        int alpha = argb[x] >>> 24;
        int r = overPaper(argb[x] >> 16 & 0xff, alpha);
        int g = overPaper(argb[x] >> 8 & 0xff, alpha);
        int b = overPaper(argb[x] & 0xff, alpha);
        setRow(x, r, g, b);
      }
      return row;
    }

    /** As most JPEG files are decoded, and many PNG files: no need to ask AWT for each pixel. */
    private void copyColours(int y) {
      image.getRaster().getDataElements(0, y, width, 1, samples);
      for (int x = 0; x < width; x++) {
        setRow(x, samples[3 * x] & 0xff, samples[3 * x + 1] & 0xff, samples[3 * x + 2] & 0xff);
      }
    }

    private void setRow(int x, int r, int g, int b) {
      if (channels == 1) {
        row[x] = (byte) ((299 * r + 587 * g + 114 * b + 500) / 1000);
      } else {
        row[3 * x] = (byte) r;
        row[3 * x + 1] = (byte) g;
        row[3 * x + 2] = (byte) b;
      }
    }

    /** Samples as they are stored: AWT takes grey for linear light and would brighten it. */
    private void readGrey(int y) {
      Raster raster = image.getRaster();
      int max = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
      boolean hasAlpha = image.getColorModel().hasAlpha();
      for (int x = 0; x < width; x++) {
        int grey = (raster.getSample(x, y, 0) * 255 + max / 2) / max;
        int alpha = hasAlpha ? (raster.getSample(x, y, 1) * 255 + max / 2) / max : 255;
        argb[x] = alpha << 24 | grey << 16 | grey << 8 | grey;
      }
    }

    private static int overPaper(int value, int alpha) {
      return (value * alpha + PAPER * (255 - alpha) + 127) / 255;
    }
  }
}
