package io.fovea.data;

import io.fovea.data.DigitShapes.DigitShape;
import io.fovea.data.DigitShapes.Stroke;
import io.fovea.tensor.Philox;

/**
 * The way a pen took to write one digit: short straight lines between points. A shape's control
 * points tremble, a smooth curve is drawn through them, and the result is bent and slanted by the
 * hand.
 */
final class PenTrace {
  /** Lines per control point. */
  private static final int STEPS = 5;

  /** How far a control point strays, in heights of the digit. */
  private static final double TREMBLE = 0.018;

  /** How far a whole stroke strays from the others. */
  private static final double STRAY = 0.01;

  /** How unevenly the pen is pressed between top and bottom. */
  private static final double PRESSURE = 0.25;

  private final double[] x;
  private final double[] y;
  private final double[] pressure;
  private final boolean[] down;
  private int count;

  private PenTrace(int capacity) {
    x = new double[capacity];
    y = new double[capacity];
    pressure = new double[capacity];
    down = new boolean[capacity];
  }

  static PenTrace write(DigitShape shape, DigitStyle style, Philox.Sequence random) {
    int capacity = 0;
    for (Stroke stroke : shape.strokes()) {
      capacity += 1 + STEPS * (stroke.points() - 1);
    }
    PenTrace trace = new PenTrace(capacity);
    for (Stroke stroke : shape.strokes()) {
      trace.add(stroke, random);
    }
    trace.shape(style, Bend.draw(random), PRESSURE * Bell.draw(random));
    return trace;
  }

  int points() {
    return count;
  }

  double x(int i) {
    return x[i];
  }

  double y(int i) {
    return y[i];
  }

  /** Factor on the width of the pen, around 1. */
  double pressure(int i) {
    return pressure[i];
  }

  /** True if the pen wrote on its way from the point before. */
  boolean isDown(int i) {
    return down[i];
  }

  /** Draws a cubic Hermite spline through the trembling control points of a stroke. */
  private void add(Stroke stroke, Philox.Sequence random) {
    int n = stroke.points();
    double[] px = tremble(stroke.x(), random);
    double[] py = tremble(stroke.y(), random);
    double[] length = new double[n - 1];
    for (int i = 0; i + 1 < n; i++) {
      double dx = px[i + 1] - px[i];
      double dy = py[i + 1] - py[i];
      length[i] = Math.sqrt(dx * dx + dy * dy) + 1e-6;
    }
    add(px[0], py[0], false);
    for (int i = 0; i + 1 < n; i++) {
      for (int k = 1; k <= STEPS; k++) {
        double t = k / (double) STEPS;
        add(hermite(px, length, stroke, i, t), hermite(py, length, stroke, i, t), true);
      }
    }
  }

  private static double[] tremble(double[] points, Philox.Sequence random) {
    double[] moved = new double[points.length];
    double stray = STRAY * Bell.draw(random);
    for (int i = 0; i < moved.length; i++) {
      moved[i] = points[i] + stray + TREMBLE * Bell.draw(random);
    }
    return moved;
  }

  private static double hermite(double[] p, double[] length, Stroke stroke, int i, double t) {
    double s = 1 - t;
    return (1 + 2 * t) * s * s * p[i]
        + t * t * (3 - 2 * t) * p[i + 1]
        + t * s * s * length[i] * slope(p, length, stroke, i, i)
        - t * t * s * length[i] * slope(p, length, stroke, i + 1, i);
  }

  /**
   * Rate of change at point i, seen from the line {@code from}: the mean of the lines on both
   * sides, the shorter one counting more, as in a Catmull-Rom spline over chord lengths; that of
   * the line itself at ends and corners.
   */
  private static double slope(double[] p, double[] length, Stroke stroke, int i, int from) {
    if (i == 0 || i == p.length - 1 || stroke.corner()[i]) {
      return (p[from + 1] - p[from]) / length[from];
    }
    double before = (p[i] - p[i - 1]) / length[i - 1];
    double after = (p[i + 1] - p[i]) / length[i];
    return (before * length[i] + after * length[i - 1]) / (length[i - 1] + length[i]);
  }

  private void add(double px, double py, boolean drawn) {
    x[count] = px;
    y[count] = py;
    down[count] = drawn;
    count++;
  }

  /** Bends, widens, slants and rotates; afterwards the digit's middle is near (0, 0). */
  private void shape(DigitStyle style, Bend bend, double press) {
    double sin = style.rotation();
    double cos = Math.sqrt(1 - sin * sin);
    for (int i = 0; i < count; i++) {
      double u = x[i] / DigitShapes.HALF_WIDTH - 1;
      double v = 2 * y[i] - 1;
      double down = v / 2 + bend.y(u, v);
      double right = (u * DigitShapes.HALF_WIDTH + bend.x(u, v)) * style.width();
      right -= style.slant() * down;
      x[i] = cos * right - sin * down;
      y[i] = sin * right + cos * down;
      pressure[i] = 1 + press * down;
    }
  }
}
