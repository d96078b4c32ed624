package io.fovea.plot;

import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Collects the marks of a {@link Drawing}, the lowest first. */
final class Canvas {
  private final List<Mark> marks = new ArrayList<>();

  Canvas line(Tone stroke, double width, double... xy) {
    double[] xs = new double[xy.length / 2];
    double[] ys = new double[xs.length];
    for (int i = 0; i < xs.length; i++) {
      xs[i] = xy[2 * i];
      ys[i] = xy[2 * i + 1];
    }
    return add(new Mark.Line(xs, ys, stroke, width, false));
  }

  Canvas box(double x, double y, double width, double height, Tone fill) {
    return add(new Mark.Box(x, y, width, height, fill, 1));
  }

  /** The edge of a rectangle, one unit wide, just outside it. */
  Canvas frame(double x, double y, double width, double height, Tone tone) {
    return box(x - 1, y - 1, width + 2, 1, tone)
        .box(x - 1, y + height, width + 2, 1, tone)
        .box(x - 1, y, 1, height, tone)
        .box(x + width, y, 1, height, tone);
  }

  /** Text that is as long as it is. */
  Canvas text(
      double x, double y, String text, double size, boolean bold, Mark.Anchor anchor, Tone tone) {
    return add(new Mark.Words(x, y, text, size, bold, anchor, 0, tone, text));
  }

  /** Text cut off where it is longer than there is room. */
  Canvas text(
      double x,
      double y,
      String text,
      double size,
      Mark.Anchor anchor,
      double degrees,
      Tone tone,
      double room) {
    String shown = StrokeFont.fit(text, size, false, room);
    return add(new Mark.Words(x, y, shown, size, false, anchor, degrees, tone, text));
  }

  Canvas pixels(
      double x, double y, double width, double height, Tensor pixels, String description) {
    return add(new Mark.Pixels(x, y, width, height, pixels, description));
  }

  Canvas add(Mark mark) {
    marks.add(mark);
    return this;
  }

  Drawing drawing(String title, double width, double height) {
    return new Drawing(title, width, height, marks);
  }
}
