package io.fovea.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Curves over an axis: title, legend above the curves so that it never hides them, round ticks.
 * What is not finite leaves a gap.
 */
final class Chart {
  static final double WIDTH = 440;
  static final double HEIGHT = 300;
  private static final double MARGIN = 14;
  private static final double SMALL = 11;
  private static final double SWATCH = 22;

  /** Above so many points, they are not marked. */
  private static final int MOST_MARKED = 25;

  /** From so many times the smallest number on, the axis is logarithmic. */
  private static final double WIDE_RANGE = 200;

  /**
   * A line through points.
   *
   * @param legend empty if it is explained elsewhere
   */
  record Curve(String legend, double[] xs, double[] ys, Tone tone, boolean dashed) {
    /** Those of the points that can be drawn. */
    DoubleStream finite() {
      return Arrays.stream(ys).filter(Double::isFinite);
    }
  }

  private final String title;
  private final String xLabel;
  private final Axis.Kind kind;
  private final List<Curve> curves;
  private final Canvas canvas = new Canvas();

  private Chart(String title, String xLabel, Axis.Kind kind, List<Curve> curves) {
    this.title = title;
    this.xLabel = xLabel;
    this.kind = kind;
    this.curves = curves;
  }

  static Drawing of(String title, String xLabel, Axis.Kind kind, List<Curve> curves) {
    return new Chart(title, xLabel, kind, curves).draw();
  }

  private Drawing draw() {
    double[] all = curves.stream().flatMapToDouble(Curve::finite).toArray();
    Axis y = yAxis(all);
    String heading = y.isLogarithmic() ? title + " (logarithmic)" : title;
    canvas.text(MARGIN, 22, heading, 13, true, Mark.Anchor.START, Tone.INK);
    double top = legend(40) + 18;
    double labels =
        y.ticks().stream()
            .mapToDouble(tick -> StrokeFont.width(tick.label(), SMALL, false))
            .max()
            .orElse(0);
    double left = MARGIN + labels + 8;
    double right = WIDTH - MARGIN - 6;
    double bottom = HEIGHT - 44;
    Axis x = xAxis();
    grid(x, y, left, top, right, bottom);
    if (all.length == 0) {
      String none = "no finite values";
      double middle = (left + right) / 2;
      canvas.text(middle, (top + bottom) / 2, none, SMALL, false, Mark.Anchor.MIDDLE, Tone.MUTED);
    }
    for (Curve curve : curves) {
      trace(curve, x, y, left, top, right, bottom);
    }
    return canvas.drawing(title, WIDTH, HEIGHT);
  }

  private Axis yAxis(double[] all) {
    if (all.length == 0) {
      return new Axis(0, 1, false, List.of());
    }
    double low = Arrays.stream(all).min().orElseThrow();
    double high = Arrays.stream(all).max().orElseThrow();
    boolean isWide = kind == Axis.Kind.NUMBER && low > 0 && high / low >= WIDE_RANGE;
    return isWide ? Axis.logarithmic(low, high, 7) : Axis.around(low, high, kind, 7);
  }

  private Axis xAxis() {
    double low = Double.MAX_VALUE;
    double high = -Double.MAX_VALUE;
    for (Curve curve : curves) {
      for (double x : curve.xs()) {
        low = Math.min(low, x);
        high = Math.max(high, x);
      }
    }
    return low > high
        ? Axis.exactly(0, 1, Axis.Kind.WHOLE, 10)
        : Axis.exactly(low, high, Axis.Kind.WHOLE, 10);
  }

  /** Line by line, as there is room; returns the lower end. */
  private double legend(double baseline) {
    double x = MARGIN;
    double y = baseline;
    boolean isEmpty = true;
    double room = WIDTH - 2 * MARGIN;
    for (Curve curve : curves) {
      if (curve.legend().isEmpty()) {
        continue;
      }
      String text = StrokeFont.fit(curve.legend(), SMALL, false, room - SWATCH - 6);
      double width = SWATCH + 6 + StrokeFont.width(text, SMALL, false);
      if (x > MARGIN && x + width > WIDTH - MARGIN) {
        x = MARGIN;
        y += 17;
      }
      double[] xs = {x, x + SWATCH};
      double[] ys = {y - 4, y - 4};
      canvas.add(new Mark.Line(xs, ys, curve.tone(), 2, curve.dashed()));
      canvas.text(
          x + SWATCH + 6, y, curve.legend(), SMALL, Mark.Anchor.START, 0, Tone.INK, room - SWATCH);
      x += width + 18;
      isEmpty = false;
    }
    return isEmpty ? baseline - 12 : y;
  }

  private void grid(Axis x, Axis y, double left, double top, double right, double bottom) {
    for (Axis.Tick tick : y.ticks()) {
      double at = bottom - y.at(tick.value()) * (bottom - top);
      canvas.line(Tone.GRID, 1, left, at, right, at);
      canvas.text(left - 8, at + 4, tick.label(), SMALL, false, Mark.Anchor.END, Tone.MUTED);
    }
    canvas.line(Tone.AXIS, 1, left, bottom, right, bottom);
    for (Axis.Tick tick : x.ticks()) {
      double at = left + x.at(tick.value()) * (right - left);
      canvas.line(Tone.AXIS, 1, at, bottom, at, bottom + 4);
      canvas.text(at, bottom + 17, tick.label(), SMALL, false, Mark.Anchor.MIDDLE, Tone.MUTED);
    }
    canvas.text(
        (left + right) / 2, HEIGHT - 10, xLabel, SMALL, false, Mark.Anchor.MIDDLE, Tone.INK);
  }

  private void trace(
      Curve curve, Axis x, Axis y, double left, double top, double right, double bottom) {
    List<double[]> pieces = new ArrayList<>();
    int from = 0;
    int points = curve.xs().length;
    for (int i = 0; i <= points; i++) {
      if (i == points || !Double.isFinite(curve.ys()[i])) {
        if (i > from) {
          double[] piece = new double[2 * (i - from)];
          for (int k = from; k < i; k++) {
            piece[2 * (k - from)] = left + x.at(curve.xs()[k]) * (right - left);
            piece[2 * (k - from) + 1] = bottom - y.at(curve.ys()[k]) * (bottom - top);
          }
          pieces.add(piece);
        }
        from = i + 1;
      }
    }
    for (double[] piece : pieces) {
      double[] xs = new double[piece.length / 2];
      double[] ys = new double[xs.length];
      for (int i = 0; i < xs.length; i++) {
        xs[i] = piece[2 * i];
        ys[i] = piece[2 * i + 1];
      }
      if (xs.length > 1) {
        canvas.add(new Mark.Line(xs, ys, curve.tone(), 2, curve.dashed()));
      }
      boolean isMarked = points <= MOST_MARKED || xs.length == 1;
      for (int i = 0; i < xs.length && isMarked; i++) {
        canvas.add(new Mark.Disc(xs[i], ys[i], points == 1 ? 4 : 3, curve.tone(), Tone.PAPER));
      }
    }
  }
}
