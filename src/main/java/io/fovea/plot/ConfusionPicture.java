package io.fovea.plot;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.ConfusionMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A confusion matrix: a row for each true class, a column for each prediction. A cell is shaded by
 * its share of the true class, and says how many examples it stands for where there is room.
 */
public final class ConfusionPicture {
  private static final double MARGIN = 16;
  private static final double LARGEST_CELL = 36;
  private static final int FEW = 5;
  private static final double FEW_CELL = 64;
  private static final double LARGEST_SIDE = 640;
  private static final double SMALLEST = 5;
  private static final double LABEL_ROOM = 130;

  /** With more classes the cells are one image. */
  private static final int MOST_CELLS = 60;

  private final int classes;
  private final long[][] counts;
  private final long unpredicted;
  private final List<String> names;
  private final double cell;
  private final Canvas canvas = new Canvas();

  private ConfusionPicture(long[][] counts, long unpredicted, List<String> names) {
    this.classes = counts.length;
    this.counts = counts;
    this.unpredicted = unpredicted;
    this.names = names;
    this.cell = Math.min(classes <= FEW ? FEW_CELL : LARGEST_CELL, LARGEST_SIDE / classes);
  }

  /**
   * A picture of a matrix.
   *
   * @param names of the classes; may be empty, then they are called by their numbers
   * @throws IllegalArgumentException if there are names, but not as many as classes
   */
  public static Drawing of(ConfusionMatrix matrix, List<String> names) {
    long[][] counts = new long[matrix.classes()][matrix.classes()];
    for (int label = 0; label < counts.length; label++) {
      for (int prediction = 0; prediction < counts.length; prediction++) {
        counts[label][prediction] = matrix.count(label, prediction);
      }
    }
    return of(counts, matrix.unpredicted(), names);
  }

  /**
   * A picture of counts.
   *
   * @param counts how often a true class (first) was taken for another (second)
   * @param unpredicted examples that were taken for none
   * @throws IllegalArgumentException if they are not square, or the names are not as many
   */
  public static Drawing of(long[][] counts, long unpredicted, List<String> names) {
    for (long[] row : counts) {
      if (row.length != counts.length) {
        throw new IllegalArgumentException(
            "confusion matrix: %d rows, one of them with %d numbers"
                .formatted(counts.length, row.length));
      }
    }
    if (counts.length == 0 || (!names.isEmpty() && names.size() != counts.length)) {
      throw new IllegalArgumentException(
          "confusion matrix: %d classes, %d names".formatted(counts.length, names.size()));
    }
    List<String> shown = new ArrayList<>(names);
    for (int c = shown.size(); c < counts.length; c++) {
      shown.add(String.valueOf(c));
    }
    return new ConfusionPicture(counts, unpredicted, shown).draw();
  }

  private Drawing draw() {
    double side = cell * classes;
    double size = Math.max(7, Math.min(11, cell * 0.72));
    double longest =
        names.stream().mapToDouble(name -> StrokeFont.width(name, size, false)).max().orElse(0);
    double room = Math.min(LABEL_ROOM, longest + 1);
    double left = MARGIN + 26 + room + 8;
    double top = 84;
    heading();
    cells(left, top);
    canvas.frame(left, top, side, side, Tone.AXIS);
    double below = top + side + labels(left, top, size, longest, room);
    axis(left + side / 2, below + 16, "predicted class", 0);
    axis(MARGIN + 12, top + side / 2, "true class", -90);
    double width = Math.max(left + side + MARGIN + 10, 400);
    return canvas.drawing("Confusion matrix", width, below + 28);
  }

  private void heading() {
    long right = 0;
    long total = unpredicted;
    for (int c = 0; c < classes; c++) {
      right += counts[c][c];
      for (long count : counts[c]) {
        total += count;
      }
    }
    String summary =
        String.format(
            Locale.ROOT,
            "%,d of %,d right (%.2f %%)%s",
            right,
            total,
            Math.floor(1e4 * right / Math.max(1, total)) / 100,
            unpredicted == 0
                ? ""
                : String.format(Locale.ROOT, ", %,d without a prediction", unpredicted));
    canvas.text(MARGIN, 24, "Confusion matrix", 13, true, Mark.Anchor.START, Tone.INK);
    canvas.text(MARGIN, 42, summary, 11, false, Mark.Anchor.START, Tone.INK);
    String share = "share of the true class: 0 %";
    double x = MARGIN + StrokeFont.width(share, 10, false) + 14;
    canvas.text(MARGIN, 64, share, 10, false, Mark.Anchor.START, Tone.MUTED);
    for (int i = 0; i <= 10; i++) {
      canvas.add(new Mark.Box(x + 10 * i, 56, 10, 9, Tone.SHADE, i / 10.0));
    }
    canvas.frame(x, 56, 110, 9, Tone.GRID);
    canvas.text(x + 118, 64, "100 %", 10, false, Mark.Anchor.START, Tone.MUTED);
  }

  private void axis(double x, double y, String text, double degrees) {
    canvas.add(new Mark.Words(x, y, text, 11, false, Mark.Anchor.MIDDLE, degrees, Tone.INK, text));
  }

  private double share(int label, int prediction) {
    long all = 0;
    for (long count : counts[label]) {
      all += count;
    }
    return all == 0 ? 0 : counts[label][prediction] / (double) all;
  }

  private void cells(double left, double top) {
    if (classes > MOST_CELLS) {
      image(left, top);
      return;
    }
    for (int i = 0; i < classes; i++) {
      if (i > 0 && cell > 10) {
        canvas.line(Tone.GRID, 1, left, top + i * cell, left + cell * classes, top + i * cell);
        canvas.line(Tone.GRID, 1, left + i * cell, top, left + i * cell, top + cell * classes);
      }
    }
    long largest = Arrays.stream(counts).flatMapToLong(Arrays::stream).max().orElse(0);
    double widest = StrokeFont.width(String.valueOf(largest), 11, false);
    double size = Math.min(11, 11 * (cell - 3) / widest);
    for (int label = 0; label < classes; label++) {
      for (int prediction = 0; prediction < classes; prediction++) {
        if (counts[label][prediction] > 0) {
          cell(size, left + prediction * cell, top + label * cell, label, prediction);
        }
      }
    }
  }

  private void cell(double size, double x, double y, int label, int prediction) {
    double share = share(label, prediction);
    canvas.add(new Mark.Box(x, y, cell, cell, Tone.SHADE, share));
    String text = String.valueOf(counts[label][prediction]);
    if (size >= SMALLEST) {
      canvas.text(
          x + cell / 2,
          y + cell / 2 + size * 0.36,
          text,
          size,
          false,
          Mark.Anchor.MIDDLE,
          share > 0.5 ? Tone.ON_SHADE : Tone.INK);
    }
  }

  private void image(double left, double top) {
    Tensor pixels = Tensor.zeros(DType.U8, Shape.of(classes, classes, 3));
    for (int label = 0; label < classes; label++) {
      for (int prediction = 0; prediction < classes; prediction++) {
        double share = share(label, prediction);
        for (int c = 0; c < 3; c++) {
          double paper = Tone.PAPER.light() >> (16 - 8 * c) & 0xff;
          double shade = Tone.SHADE.light() >> (16 - 8 * c) & 0xff;
          int at = (label * classes + prediction) * 3 + c;
          pixels.bytes()[at] = (byte) Math.round(paper + (shade - paper) * share);
        }
      }
    }
    double side = cell * classes;
    canvas.pixels(left, top, side, side, pixels, "shares of " + classes + " classes");
  }

  /** Names beside rows and below columns, all or every so many; returns how high they are. */
  private double labels(double left, double top, double size, double longest, double room) {
    int every = (int) Math.ceil((size + 1) / cell);
    boolean isFlat = longest <= cell * every - 4;
    boolean isSlanted = cell * every >= size * 1.7;
    double bottom = top + cell * classes;
    for (int c = 0; c < classes; c += every) {
      String name = names.get(c);
      double middle = (c + 0.5) * cell;
      canvas.text(
          left - 8, top + middle + size * 0.36, name, size, Mark.Anchor.END, 0, Tone.INK, room);
      if (isFlat) {
        canvas.text(
            left + middle, bottom + 6 + size, name, size, Mark.Anchor.MIDDLE, 0, Tone.INK, room);
      } else if (isSlanted) {
        canvas.text(
            left + middle + size * 0.4,
            bottom + 6 + size * 0.7,
            name,
            size,
            Mark.Anchor.END,
            -45,
            Tone.INK,
            room);
      } else {
        canvas.text(
            left + middle + size * 0.36,
            bottom + 7,
            name,
            size,
            Mark.Anchor.END,
            -90,
            Tone.INK,
            room);
      }
    }
    return isFlat ? size + 8 : isSlanted ? (room + size) * 0.75 + 8 : room + 10;
  }
}
