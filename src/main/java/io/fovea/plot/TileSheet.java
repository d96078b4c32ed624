package io.fovea.plot;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;

/** A sheet of tiles under headings, as many in a row as fit. */
final class TileSheet {
  static final double WIDTH = 720;
  private static final double MARGIN = 16;
  private static final double GAP = 8;

  /** Between the images of a tile. */
  private static final double BETWEEN = 4;

  private static final double SMALL = 10;
  private static final double LINE = 13;
  private static final double LARGEST_SQUARE = 10;

  private final Canvas canvas = new Canvas();
  private double y = MARGIN;

  /** A line in bold, and beside or below it what else there is to say. */
  TileSheet heading(String text, String detail) {
    double room = WIDTH - 2 * MARGIN;
    String shown = StrokeFont.fit(text, 13, true, room);
    y += 10;
    canvas.add(new Mark.Words(MARGIN, y, shown, 13, true, Mark.Anchor.START, 0, Tone.INK, text));
    double used = StrokeFont.width(shown, 13, true) + 12;
    if (used + StrokeFont.width(detail, 11, false) > room) {
      y += 16;
      used = 0;
    }
    canvas.text(MARGIN + used, y, detail, 11, Mark.Anchor.START, 0, Tone.MUTED, room - used);
    y += 12;
    return this;
  }

  /** A line of small text. */
  TileSheet note(String text) {
    y += 10;
    canvas.text(MARGIN, y, text, 11, Mark.Anchor.START, 0, Tone.MUTED, WIDTH - 2 * MARGIN);
    y += 8;
    return this;
  }

  /**
   * Rows of tiles, whose images are enlarged by a whole number where they are small.
   *
   * @param tiles with images of the same shapes
   * @param side the longest side of an image on the sheet, about
   */
  TileSheet tiles(List<Tile> tiles, double side) {
    if (tiles.isEmpty()) {
      return this;
    }
    List<Tensor> first = tiles.get(0).images();
    double height = 0;
    double width = -BETWEEN;
    for (Tensor image : first) {
      height = Math.max(height, size(image, side, first.size() > 1)[0]);
      width += size(image, side, first.size() > 1)[1] + BETWEEN;
    }
    int lines = tiles.stream().mapToInt(tile -> tile.captions().size()).max().orElse(0);
    double text =
        tiles.stream()
            .flatMap(tile -> tile.captions().stream())
            .mapToDouble(caption -> StrokeFont.width(caption.whole(), SMALL, false))
            .max()
            .orElse(0);
    double pitch = Math.ceil(Math.max(width, Math.min(text, Math.max(width * 1.25, 96)))) + GAP;
    double room = WIDTH - 2 * MARGIN;
    int columns = Math.max(1, (int) ((room + GAP) / pitch));
    double wider = columns == 1 ? pitch : Math.floor((room - width) / (columns - 1));
    if (tiles.size() >= columns && text <= width && wider <= width + 4 * GAP) {
      pitch = wider;
    }
    double middle = text <= width ? width / 2 : (pitch - GAP) / 2;
    for (int i = 0; i < tiles.size(); i++) {
      if (i % columns == 0 && i > 0) {
        y += height + lines * LINE + GAP;
      }
      place(tiles.get(i), MARGIN + i % columns * pitch + middle, side, width, height, pitch);
    }
    y += height + lines * LINE + GAP;
    return this;
  }

  /** A wide image by itself, of squares for its numbers. */
  TileSheet strip(Tensor image, String caption) {
    int h = image.shape().dim(0);
    int w = image.shape().dim(1);
    double scale = Math.min(LARGEST_SQUARE, (WIDTH - 2 * MARGIN) / w);
    canvas.frame(MARGIN, y, w * scale, h * scale, Tone.GRID);
    canvas.pixels(MARGIN, y, w * scale, h * scale, image, caption);
    y += h * scale + GAP;
    if (!caption.isEmpty()) {
      y += LINE - GAP;
      canvas.text(MARGIN, y - 2, caption, SMALL, false, Mark.Anchor.START, Tone.MUTED);
      y += GAP;
    }
    return this;
  }

  private void place(
      Tile tile, double middle, double side, double width, double height, double pitch) {
    double x = Math.rint(middle - width / 2);
    String whole = String.join(", ", tile.captions().stream().map(Tile.Caption::whole).toList());
    for (Tensor image : tile.images()) {
      double[] size = size(image, side, tile.images().size() > 1);
      double top = y + (height - size[0]) / 2;
      canvas.frame(x, top, size[1], size[0], Tone.GRID);
      canvas.pixels(x, top, size[1], size[0], image, whole);
      x += size[1] + BETWEEN;
    }
    double baseline = y + height + LINE - 2;
    for (Tile.Caption caption : tile.captions()) {
      canvas.add(
          new Mark.Words(
              middle,
              baseline,
              caption.fit(SMALL, pitch - GAP),
              SMALL,
              false,
              Mark.Anchor.MIDDLE,
              0,
              caption.tone(),
              caption.whole()));
      baseline += LINE;
    }
  }

  /** Height and width of an image on the sheet. */
  private static double[] size(Tensor image, double side, boolean isExact) {
    Shape shape = image.shape();
    double scale = side / Math.max(shape.dim(0), shape.dim(1));
    if (scale > 1 && !isExact) {
      scale = Math.floor(scale);
    }
    return new double[] {Math.max(1, shape.dim(0) * scale), Math.max(1, shape.dim(1) * scale)};
  }

  /** What the colours mean. */
  TileSheet scale(Shading shading) {
    return scale(shading, "");
  }

  /**
   * What the colours mean.
   *
   * @param what has them, where there are several
   */
  TileSheet scale(Shading shading, String what) {
    String low = Axis.compact(shading.low());
    String high = Axis.compact(shading.high());
    y += 10;
    double x = Math.rint(MARGIN + StrokeFont.width(low, SMALL, false) + 6);
    canvas.text(MARGIN, y, low, SMALL, false, Mark.Anchor.START, Tone.MUTED);
    canvas.pixels(x, y - 8, 120, 8, shading.bar(120), "from " + low + " to " + high);
    canvas.frame(x, y - 8, 120, 8, Tone.GRID);
    String end = what.isEmpty() ? high : high + ", " + what;
    canvas.text(x + 126, y, end, SMALL, false, Mark.Anchor.START, Tone.MUTED);
    y += 14;
    return this;
  }

  Drawing drawing(String title) {
    return canvas.drawing(title, WIDTH, y + MARGIN - GAP);
  }
}
