package io.fovea.plot;

import io.fovea.io.AtomicFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture made of lines, rectangles, text and images, independent of any device: it can be
 * written as PNG or SVG, needs no fonts and no AWT, and is the same on every machine. Immutable.
 */
public final class Drawing {
  /** Pixels of a PNG for each unit. */
  private static final double SHARPNESS = 2;

  private final String title;
  private final double width;
  private final double height;
  private final List<Mark> marks;

  Drawing(String title, double width, double height, List<Mark> marks) {
    this.title = title;
    this.width = Math.ceil(width);
    this.height = Math.ceil(height);
    this.marks = List.copyOf(marks);
  }

  /** What it shows, in a few words. */
  public String title() {
    return title;
  }

  /** In units: what a browser calls pixels. */
  public double width() {
    return width;
  }

  /** In units: what a browser calls pixels. */
  public double height() {
    return height;
  }

  List<Mark> marks() {
    return marks;
  }

  /** Drawings below one another, as one. */
  public static Drawing stacked(String title, List<Drawing> drawings) {
    return joined(title, drawings, false);
  }

  /** Drawings beside one another, as one. */
  public static Drawing beside(String title, List<Drawing> drawings) {
    return joined(title, drawings, true);
  }

  private static Drawing joined(String title, List<Drawing> drawings, boolean isBeside) {
    if (drawings.isEmpty()) {
      throw new IllegalArgumentException("drawing: '" + title + "' would be made of no drawings");
    }
    List<Mark> marks = new ArrayList<>();
    double right = 0;
    double bottom = 0;
    for (Drawing drawing : drawings) {
      double x = isBeside ? right : 0;
      double y = isBeside ? 0 : bottom;
      drawing.marks.forEach(mark -> marks.add(mark.moved(x, y)));
      right = Math.max(right, x + drawing.width);
      bottom = Math.max(bottom, y + drawing.height);
    }
    return new Drawing(title, right, bottom, marks);
  }

  /** The bytes of a PNG file, on white, with two pixels for each unit. */
  public byte[] png() {
    return png(SHARPNESS);
  }

  /**
   * The bytes of a PNG file.
   *
   * @param scale pixels for each unit
   * @throws IllegalArgumentException if it is not positive, or makes more pixels than an array has
   */
  public byte[] png(double scale) {
    return PngWriter.encode(Raster.of(this, scale));
  }

  /** An SVG document: text is text, images are inside. */
  public String svg() {
    return Svg.of(this);
  }

  /**
   * Writes a PNG file, which is replaced if it exists.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public void png(Path file) {
    write(file, png());
  }

  /**
   * Writes an SVG file, which is replaced if it exists.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public void svg(Path file) {
    write(file, svg().getBytes(StandardCharsets.UTF_8));
  }

  static void write(Path file, byte[] content) {
    AtomicFile.write(file, out -> out.write(content));
  }

  @Override
  public String toString() {
    return "%s (%.0f x %.0f, %d marks)".formatted(title, width, height, marks.size());
  }
}
