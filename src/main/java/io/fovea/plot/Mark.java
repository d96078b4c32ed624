package io.fovea.plot;

import io.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** One thing in a drawing. Lengths are in units of the drawing, y grows downwards. */
sealed interface Mark {
  /** Which point of a text its position is. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** A line through points, with round ends and corners. */
  record Line(double[] xs, double[] ys, Tone stroke, double width, boolean dashed)
      implements Mark {}

  /** A filled circle around (x, y), with an edge where {@code edge} is given. */
  record Disc(double x, double y, double radius, Tone fill, @Nullable Tone edge) implements Mark {}

  /**
   * A filled rectangle.
   *
   * @param opacity from 0, invisible, to 1
   */
  record Box(double x, double y, double width, double height, Tone fill, double opacity)
      implements Mark {}

  /**
   * A line of text.
   *
   * @param x of the anchor
   * @param y of the baseline at the anchor
   * @param degrees turned clockwise around the anchor
   * @param whole what the text is an abbreviation of; the text itself if it is none
   */
  record Words(
      double x,
      double y,
      String text,
      double size,
      boolean bold,
      Anchor anchor,
      double degrees,
      Tone tone,
      String whole)
      implements Mark {}

  /**
   * An image in a rectangle; it may be stretched.
   *
   * @param pixels {@code [h, w, 1]} or {@code [h, w, 3]}, U8
   */
  record Pixels(double x, double y, double width, double height, Tensor pixels, String whole)
      implements Mark {}

  /** The same elsewhere. */
  default Mark moved(double dx, double dy) {
    if (this instanceof Line m) {
      double[] xs = m.xs().clone();
      double[] ys = m.ys().clone();
      for (int i = 0; i < xs.length; i++) {
        xs[i] += dx;
        ys[i] += dy;
      }
      return new Line(xs, ys, m.stroke(), m.width(), m.dashed());
    } else if (this instanceof Disc m) {
      return new Disc(m.x() + dx, m.y() + dy, m.radius(), m.fill(), m.edge());
    } else if (this instanceof Box m) {
      return new Box(m.x() + dx, m.y() + dy, m.width(), m.height(), m.fill(), m.opacity());
    } else if (this instanceof Words m) {
      return new Words(
          m.x() + dx,
          m.y() + dy,
          m.text(),
          m.size(),
          m.bold(),
          m.anchor(),
          m.degrees(),
          m.tone(),
          m.whole());
    }
    Pixels m = (Pixels) this;
    return new Pixels(m.x() + dx, m.y() + dy, m.width(), m.height(), m.pixels(), m.whole());
  }
}
