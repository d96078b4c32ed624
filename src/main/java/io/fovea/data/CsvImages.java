package io.fovea.data;

import io.fovea.io.AtomicFile;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Images in a table of comma-separated values, one in each row: the form of Kaggle's digit
 * recogniser ({@code label,pixel0,..,pixel783}; without labels in its test set) and of MNIST as
 * others publish it (without a header). Pixels are whole numbers from 0 to 255, row by row, the
 * channels of a pixel side by side; labels are whole numbers from 0.
 *
 * <p>The first row is a header if its first or last cell is {@code label}, which then names the
 * column of the labels, or if none of its cells is a number; then there are no labels. Without a
 * header, the first column holds the labels if it is one too many for square pictures. Pictures are
 * square, grey or else RGB, unless their shape is given.
 */
public final class CsvImages {
  /** Labels that are accepted are below this. */
  public static final int MOST_CLASSES = 1 << 16;

  /** The most pixels, of all images together: 2^30. */
  public static final int MOST_PIXELS = 1 << 30;

  private static final String LABEL = "label";

  private CsvImages() {}

  /**
   * What a file holds.
   *
   * @param labels null if it has none
   * @param place of a label
   */
  record Table(Tensor images, int @Nullable [] labels, Labels.Place place) {
    /** The labels; none if it has none. */
    Labels known() {
      return new Labels(labels == null ? new int[0] : labels, place);
    }

    /** The data set, with so many classes. */
    Dataset dataset(int classes) {
      Preprocessing unit = Preprocessing.unit(images.shape().item());
      return Dataset.of(images, known().values(), ClassNames.of(classes), unit);
    }
  }

  /**
   * Images with labels; inputs are in [0, 1], classes are 0 to the largest label, which must be
   * less than the number of rows, or less than 1000.
   *
   * @throws DataException naming file, row, column and rule, also if there are no labels
   */
  public static Dataset load(Path file) {
    return load(file, null);
  }

  /**
   * The same for pictures of a given shape.
   *
   * @param image {@code [h, w, c]}, or null for square pictures
   * @throws DataException naming file, row, column and rule, also if there are no labels
   */
  public static Dataset load(Path file, @Nullable Shape image) {
    Table table = labelled(file, image);
    return table.dataset(Labels.classes(table.known()));
  }

  static Table labelled(Path file, @Nullable Shape image) {
    Table table = read(file, image, MOST_PIXELS);
    if (table.labels() == null) {
      throw DataException.of(
          file, "has no labels: no column called 'label', and none beside those of the pixels");
    }
    return table;
  }

  /**
   * The images alone, whether they have labels or not: {@code [n, h, w, c]}, U8.
   *
   * @throws DataException naming file, row, column and rule
   */
  public static Tensor images(Path file) {
    return read(file, null, MOST_PIXELS).images();
  }

  /**
   * Writes predictions as Kaggle wants them: {@code ImageId,Label}, numbered from 1.
   *
   * @throws java.io.UncheckedIOException if the file cannot be written
   */
  public static void writePredictions(Path file, List<String> labels) {
    AtomicFile.write(
        file,
        out -> {
          out.write("ImageId,Label\n".getBytes(StandardCharsets.UTF_8));
          int id = 1;
          for (String label : labels) {
            out.write((id++ + "," + cell(label) + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  private static String cell(String text) {
    boolean isPlain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  static Table read(Path file, @Nullable Shape image, int mostPixels) {
    try (InputStream in = DataFile.open(file)) {
      return read(file, in, Files.size(file), image, mostPixels);
    } catch (IOException e) {
      throw DataException.because(file, "cannot be read", e);
    }
  }

  /** Reads a table of so many bytes. */
  static Table read(
      Object source, InputStream in, long bytes, @Nullable Shape image, int mostPixels)
      throws IOException {
    CsvRows rows = new CsvRows(source, in);
    if (!rows.next()) {
      throw DataException.of(source, "is empty");
    }
    Columns columns = Columns.of(source, rows, image);
    if (columns.isHeader() && !rows.next()) {
      throw DataException.of(source, "has a header and no row after it");
    }
    int rowBytes = 2 * rows.cells();
    long expected = Math.min(bytes / rowBytes + 1, mostPixels / columns.image().elements());
    PixelBuffer buffer =
        new PixelBuffer(source, columns.image(), (int) Math.min(expected, 1024), mostPixels);
    do {
      columns.read(rows, buffer);
    } while (rows.next());
    long firstRow = columns.isHeader() ? 2 : 1;
    return new Table(
        buffer.images(),
        columns.label() < 0 ? null : buffer.labels(),
        (i, problem) -> DataException.inCell(source, firstRow + i, columns.label() + 1L, problem));
  }

  /** The shape of square pictures of so many numbers, grey or RGB; null if there is none. */
  static @Nullable Shape square(int pixels) {
    for (int channels = 1; channels <= 3; channels += 2) {
      int side = (int) Math.round(Math.sqrt(pixels / (double) channels));
      if (side > 0 && (long) side * side * channels == pixels) {
        return Shape.of(side, side, channels);
      }
    }
    return null;
  }

  /**
   * What the columns mean.
   *
   * @param count of all columns
   * @param label number of the column with the labels; -1 if there is none
   */
  private record Columns(boolean isHeader, int count, int label, Shape image) {

    static Columns of(Object source, CsvRows first, @Nullable Shape given) {
      int count = first.cells();
      requireCommas(source, first);
      boolean isHeader =
          labelOf(first) >= 0 || IntStream.range(0, count).noneMatch(i -> isNumber(first.cell(i)));
      int label = isHeader ? labelOf(first) : -1;
      if (!isHeader) {
        Shape all = given == null ? square(count) : count == given.elements() ? given : null;
        label = all == null ? 0 : -1;
      }
      int pixels = label < 0 ? count : count - 1;
      Shape image = given != null ? given : square(pixels);
      if (image == null || image.elements() != pixels) {
        String problem =
            given == null
                ? "has %d columns; a square picture has k*k pixels, or 3*k*k in colour, and a label"
                    .formatted(count)
                : "has %d columns; pictures %s have %d pixels, and a label"
                    .formatted(count, given, given.elements());
        throw DataException.of(
            source + ", row 1",
            isHeader && label < 0
                ? problem + ", whose column, the first or last, is called 'label'"
                : problem);
      }
      return new Columns(isHeader, count, label, image);
    }

    /** One cell with other marks in it was meant to be several. */
    private static void requireCommas(Object source, CsvRows first) {
      String row = first.cell(0);
      boolean hasOthers = row.indexOf(';') >= 0 || row.indexOf('\t') >= 0;
      if (first.cells() == 1 && hasOthers) {
        throw DataException.of(
            source + ", row 1",
            "has one column, %s; columns are separated by commas, not by %s"
                .formatted(CsvRows.shown(row), row.indexOf(';') >= 0 ? "semicolons" : "tabs"));
      }
    }

    private static int labelOf(CsvRows header) {
      int last = header.cells() - 1;
      if (header.cell(0).equalsIgnoreCase(LABEL)) {
        return 0;
      }
      return header.cell(last).equalsIgnoreCase(LABEL) ? last : -1;
    }

    private static boolean isNumber(String cell) {
      try {
        Double.parseDouble(cell);
        return true;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    void read(CsvRows row, PixelBuffer to) {
      if (row.cells() != count) {
        throw row.error("has %d cells, row 1 has %d".formatted(row.cells(), count), count);
      }
      int value = label < 0 ? 0 : row.whole(label, MOST_CLASSES - 1);
      if (value < 0) {
        throw row.error(
            label, "a label must be a whole number from 0 to %d".formatted(MOST_CLASSES - 1));
      }
      int at = to.add(value);
      byte[] pixels = to.pixels();
      for (int i = 0; i < count; i++) {
        if (i != label) {
          int pixel = row.whole(i, 255);
          if (pixel < 0) {
            throw row.error(i, "a pixel must be a whole number from 0 to 255");
          }
          pixels[at++] = (byte) pixel;
        }
      }
    }
  }
}
