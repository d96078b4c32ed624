package io.fovea.plot;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns a drawing into pixels. Edges are smoothed by how much of a pixel a mark covers; for lines
 * and circles, by the distance of its middle from their edge.
 */
final class Raster {
  private static final double[] DASHES = {5, 4};

  private final double scale;
  private final int width;
  private final int height;
  private final byte[] rgb;

  private Raster(Drawing drawing, double scale) {
    double w = Math.ceil(drawing.width() * scale);
    double h = Math.ceil(drawing.height() * scale);
    if (!(scale > 0) || w * h * 3 > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "drawing: %s at scale %s is no image that fits an array".formatted(drawing, scale));
    }
    this.scale = scale;
    this.width = (int) w;
    this.height = (int) h;
    this.rgb = new byte[width * height * 3];
    Arrays.fill(rgb, (byte) 0xff);
  }

  /** The drawing on white: {@code [h, w, 3]}, U8. */
  static Tensor of(Drawing drawing, double scale) {
    Raster raster = new Raster(drawing, scale);
    drawing.marks().forEach(raster::draw);
    Tensor pixels = Tensor.of(Shape.of(raster.height, raster.width, 3), raster.rgb);
    return isGrey(raster.rgb) ? grey(pixels) : pixels;
  }

  private static boolean isGrey(byte[] rgb) {
    for (int i = 0; i < rgb.length; i += 3) {
      if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) {
        return false;
      }
    }
    return true;
  }

  private static Tensor grey(Tensor rgb) {
    Tensor grey = Tensor.zeros(DType.U8, rgb.shape().with(2, 1));
    for (int i = 0; i < grey.length(); i++) {
      grey.bytes()[i] = rgb.bytes()[3 * i];
    }
    return grey;
  }

  private void draw(Mark mark) {
    if (mark instanceof Mark.Box box) {
      fill(box);
    } else if (mark instanceof Mark.Disc disc) {
      disc(disc);
    } else if (mark instanceof Mark.Line line) {
      stroke(line);
    } else if (mark instanceof Mark.Words words) {
      write(words);
    } else if (mark instanceof Mark.Pixels pixels) {
      paste(pixels);
    }
  }

  private void fill(Mark.Box box) {
    double left = box.x() * scale;
    double top = box.y() * scale;
    double right = left + box.width() * scale;
    double bottom = top + box.height() * scale;
    for (int y = Math.max(0, (int) top); y < Math.min(height, Math.ceil(bottom)); y++) {
      double high = overlap(y, top, bottom);
      for (int x = Math.max(0, (int) left); x < Math.min(width, Math.ceil(right)); x++) {
        blend(x, y, box.fill().light(), high * overlap(x, left, right) * box.opacity());
      }
    }
  }

  /** How much of pixel i lies between two edges. */
  private static double overlap(int i, double from, double to) {
    return Math.max(0, Math.min(i + 1, to) - Math.max(i, from));
  }

  private void disc(Mark.Disc disc) {
    if (disc.edge() != null) {
      disc(disc, disc.radius() + 1, disc.edge());
    }
    disc(disc, disc.radius(), disc.fill());
  }

  private void disc(Mark.Disc disc, double radius, Tone tone) {
    Mask mask = new Mask(disc.x() * scale, disc.y() * scale, radius * scale);
    mask.add(disc.x() * scale, disc.y() * scale, disc.x() * scale, disc.y() * scale);
    mask.paint(tone.light());
  }

  private void stroke(Mark.Line line) {
    List<double[]> parts = new ArrayList<>();
    double[] xy = new double[2 * line.xs().length];
    for (int i = 0; i < line.xs().length; i++) {
      xy[2 * i] = line.xs()[i] * scale;
      xy[2 * i + 1] = line.ys()[i] * scale;
    }
    if (line.dashed()) {
      dash(xy, parts);
    } else {
      parts.add(xy);
    }
    stroke(parts, line.width() * scale / 2, line.stroke().light());
  }

  /** Cuts a line into dashes. */
  private void dash(double[] xy, List<double[]> parts) {
    int phase = 0;
    double left = DASHES[0] * scale;
    List<Double> part = new ArrayList<>(List.of(xy[0], xy[1]));
    for (int i = 2; i < xy.length; i += 2) {
      double x = xy[i - 2];
      double y = xy[i - 1];
      double length = Math.hypot(xy[i] - x, xy[i + 1] - y);
      double at = 0;
      while (length - at > left) {
        at += left;
        double px = x + (xy[i] - x) * at / length;
        double py = y + (xy[i + 1] - y) * at / length;
        part.addAll(List.of(px, py));
        keep(part, phase, parts);
        phase = 1 - phase;
        left = DASHES[phase] * scale;
        part = new ArrayList<>(List.of(px, py));
      }
      left -= length - at;
      part.addAll(List.of(xy[i], xy[i + 1]));
    }
    keep(part, phase, parts);
  }

  private static void keep(List<Double> part, int phase, List<double[]> parts) {
    if (phase == 0) {
      parts.add(part.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  private void write(Mark.Words words) {
    double wide = StrokeFont.width(words.text(), words.size(), words.bold());
    double shift =
        switch (words.anchor()) {
          case START -> 0;
          case MIDDLE -> -wide / 2;
          case END -> -wide;
        };
    double cos = Math.cos(Math.toRadians(words.degrees()));
    double sin = Math.sin(Math.toRadians(words.degrees()));
    List<double[]> strokes = StrokeFont.strokes(words.text(), words.size(), words.bold());
    for (double[] stroke : strokes) {
      for (int i = 0; i < stroke.length; i += 2) {
        double x = stroke[i] + shift;
        double y = stroke[i + 1];
        stroke[i] = (words.x() + cos * x - sin * y) * scale;
        stroke[i + 1] = (words.y() + sin * x + cos * y) * scale;
      }
    }
    double pen = StrokeFont.pen(words.size(), words.bold()) * scale;
    stroke(strokes, Math.max(pen, 0.9) / 2, words.tone().light());
  }

  /** Draws lines with a round pen, each pixel once. */
  private void stroke(List<double[]> lines, double radius, int colour) {
    if (lines.isEmpty()) {
      return;
    }
    Mask mask = new Mask(lines, radius);
    for (double[] xy : lines) {
      for (int i = 0; i == 0 || i + 2 < xy.length; i += 2) {
        int j = Math.min(i + 2, xy.length - 2);
        mask.add(xy[i], xy[i + 1], xy[j], xy[j + 1]);
      }
    }
    mask.paint(colour);
  }

  private void paste(Mark.Pixels mark) {
    int left = (int) Math.round(mark.x() * scale);
    int top = (int) Math.round(mark.y() * scale);
    int w = (int) Math.round((mark.x() + mark.width()) * scale) - left;
    int h = (int) Math.round((mark.y() + mark.height()) * scale) - top;
    Tensor scaled = Resize.to(mark.pixels(), h, w);
    int channels = scaled.shape().dim(2);
    for (int y = Math.max(0, -top); y < Math.min(h, height - top); y++) {
      for (int x = Math.max(0, -left); x < Math.min(w, width - left); x++) {
        for (int c = 0; c < 3; c++) {
          rgb[((top + y) * width + left + x) * 3 + c] =
              scaled.bytes()[(y * w + x) * channels + c % channels];
        }
      }
    }
  }

  private void blend(int x, int y, int colour, double part) {
    int at = (y * width + x) * 3;
    for (int c = 0; c < 3; c++) {
      double below = rgb[at + c] & 0xff;
      double above = colour >> (16 - 8 * c) & 0xff;
      rgb[at + c] = (byte) Math.round(below + (above - below) * part);
    }
  }

  /** How much a pen covers of each pixel of a rectangle. */
  private final class Mask {
    private final double radius;
    private final int left;
    private final int top;
    private final int columns;
    private final int rows;
    private final float[] cover;

    Mask(double x, double y, double radius) {
      this(List.of(new double[] {x, y}), radius);
    }

    Mask(List<double[]> lines, double radius) {
      double lowX = Double.MAX_VALUE;
      double lowY = Double.MAX_VALUE;
      double highX = -Double.MAX_VALUE;
      double highY = -Double.MAX_VALUE;
      for (double[] xy : lines) {
        for (int i = 0; i < xy.length; i += 2) {
          lowX = Math.min(lowX, xy[i]);
          highX = Math.max(highX, xy[i]);
          lowY = Math.min(lowY, xy[i + 1]);
          highY = Math.max(highY, xy[i + 1]);
        }
      }
      this.radius = radius;
      left = clip(lowX - radius - 1, width);
      top = clip(lowY - radius - 1, height);
      columns = clip(highX + radius + 2, width) - left;
      rows = clip(highY + radius + 2, height) - top;
      cover = new float[columns * rows];
    }

    private static int clip(double value, int most) {
      return (int) Math.max(0, Math.min(most, value));
    }

    /** Adds a straight piece; pieces do not add up where they meet. */
    void add(double ax, double ay, double bx, double by) {
      int fromX = Math.max(0, (int) (Math.min(ax, bx) - radius - 1) - left);
      int toX = Math.min(columns, (int) (Math.max(ax, bx) + radius + 2) - left);
      int fromY = Math.max(0, (int) (Math.min(ay, by) - radius - 1) - top);
      int toY = Math.min(rows, (int) (Math.max(ay, by) + radius + 2) - top);
      double dx = bx - ax;
      double dy = by - ay;
      double square = dx * dx + dy * dy;
      for (int row = fromY; row < toY; row++) {
        for (int column = fromX; column < toX; column++) {
          double px = left + column + 0.5 - ax;
          double py = top + row + 0.5 - ay;
          double t = square == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / square));
          double distance = Math.hypot(px - t * dx, py - t * dy);
          double covered = Math.max(0, Math.min(1, radius - distance + 0.5));
          int at = row * columns + column;
          cover[at] = Math.max(cover[at], (float) covered);
        }
      }
    }

    void paint(int colour) {
      for (int i = 0; i < cover.length; i++) {
        if (cover[i] > 0) {
          blend(left + i % columns, top + i / columns, colour, cover[i]);
        }
      }
    }
  }
}
