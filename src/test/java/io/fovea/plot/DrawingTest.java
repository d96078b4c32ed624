package io.fovea.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Both writers: where marks land, how they look, what becomes of hostile text. */
class DrawingTest {
  private static final Tone RED = new Tone("", 0xff0000, 0xff0000);
  private static final Tone BLACK = new Tone("", 0, 0);

  static Document parse(Drawing drawing) throws Exception {
    return parse(drawing.svg());
  }

  static Document parse(String xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  private static int pixel(Tensor image, int x, int y) {
    int colour = 0;
    int channels = image.shape().dim(2);
    for (int c = 0; c < 3; c++) {
      int at = (y * image.shape().dim(1) + x) * channels + c % channels;
      colour = colour << 8 | image.bytes()[at] & 0xff;
    }
    return colour;
  }

  @Test
  void marksCoverTheirPixels() {
    Tensor gradient = Tensor.of(Shape.of(1, 2, 1), new byte[] {0, (byte) 200});
    Drawing drawing =
        new Canvas()
            .box(2, 3, 4, 2, RED)
            .line(BLACK, 2, 10, 10, 20, 10)
            .add(new Mark.Disc(30, 10, 4, RED, BLACK))
            .pixels(2, 20, 8, 4, gradient, "")
            .add(new Mark.Box(12.5, 20, 1, 1, BLACK, 0.5))
            .drawing("marks", 40, 30);
    Tensor image = Raster.of(drawing, 1);
    assertEquals(Shape.of(30, 40, 3), image.shape());
    assertEquals(0xff0000, pixel(image, 2, 3));
    assertEquals(0xff0000, pixel(image, 5, 4));
    assertEquals(0xffffff, pixel(image, 6, 4));
    assertEquals(0xffffff, pixel(image, 1, 3));
    assertEquals(0, pixel(image, 15, 9));
    assertEquals(0, pixel(image, 15, 10));
    assertEquals(0xffffff, pixel(image, 15, 12));
    assertEquals(0xff0000, pixel(image, 30, 10));
    assertTrue((pixel(image, 30, 14) & 0xff) < 0x10, "the edge of the disc");
    assertEquals(0xffffff, pixel(image, 30, 17));
    assertEquals(0, pixel(image, 5, 21));
    assertEquals(0xc8c8c8, pixel(image, 6, 21));
    assertEquals(0xbfbfbf, pixel(image, 12, 20), "half of the pixel, half opaque");
    assertEquals(Shape.of(60, 80, 3), Raster.of(drawing, 2).shape());
  }

  @Test
  void aDashedLineHasGaps() {
    double[] xs = {0, 45};
    double[] ys = {5, 5};
    Drawing drawing =
        new Canvas().add(new Mark.Line(xs, ys, BLACK, 2, true)).drawing("dashes", 50, 10);
    Tensor image = Raster.of(drawing, 1);
    assertEquals(0, pixel(image, 2, 5));
    assertEquals(0xffffff, pixel(image, 7, 5));
    assertEquals(0, pixel(image, 11, 5));
  }

  @Test
  void textIsDrawnAndTurned() {
    Drawing flat = text("Text", 0);
    Drawing turned = text("Text", -90);
    int[] ink = ink(flat);
    int[] turnedInk = ink(turned);
    assertTrue(ink[0] > 40, "letters leave ink");
    assertTrue(Math.abs(ink[0] - turnedInk[0]) < 0.2 * ink[0]);
    assertTrue(ink[1] > ink[2] && turnedInk[1] < turnedInk[2], "wide, and then high");
    assertTrue(ink(text("\u732b", 0))[0] > 20, "a box for what the font lacks");
  }

  private static Drawing text(String text, double degrees) {
    return new Canvas()
        .add(new Mark.Words(30, 30, text, 12, false, Mark.Anchor.MIDDLE, degrees, BLACK, text))
        .drawing("text", 60, 60);
  }

  /** Dark pixels, and how wide and high they reach. */
  private static int[] ink(Drawing drawing) {
    Tensor image = Raster.of(drawing, 1);
    int count = 0;
    int left = 99;
    int right = 0;
    int top = 99;
    int bottom = 0;
    for (int y = 0; y < 60; y++) {
      for (int x = 0; x < 60; x++) {
        if ((pixel(image, x, y) & 0xff) < 160) {
          count++;
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
    }
    return new int[] {count, right - left, bottom - top};
  }

  @Test
  void hostileTextStaysText() throws Exception {
    String name = "</text><script>alert(1)</script>&amp;\"'\u0000\u0007\ud800 \u732b";
    Drawing drawing = text(name, 0);
    Document svg = parse(drawing);
    assertEquals(0, svg.getElementsByTagName("script").getLength());
    Element text = (Element) svg.getElementsByTagName("text").item(0);
    String kept = "</text><script>alert(1)</script>&amp;\"'\ufffd\ufffd\ufffd \u732b";
    assertEquals(kept, text.getTextContent());
    String page =
        Report.of(name)
            .fact(name, name)
            .table(name, name)
            .section(name, name, List.of(drawing))
            .html();
    assertFalse(page.contains("<script"), page);
  }

  /** What is cut on the drawing is whole where one points at it. */
  @Test
  void abbreviationsKeepTheWhole() throws Exception {
    Drawing drawing =
        new Canvas()
            .text(5, 20, "a rather long name", 10, Mark.Anchor.START, 0, BLACK, 40)
            .drawing("cut", 60, 60);
    Element text = (Element) parse(drawing).getElementsByTagName("text").item(0);
    assertTrue(text.getFirstChild().getTextContent().endsWith("\u2026"));
    assertEquals("a rather long name", text.getElementsByTagName("title").item(0).getTextContent());
  }

  @Test
  void drawingsAreJoined() {
    Drawing one = new Canvas().box(1, 1, 2, 2, RED).drawing("one", 10, 20);
    Drawing two = new Canvas().box(1, 1, 2, 2, BLACK).drawing("two", 30, 5);
    Drawing beside = Drawing.beside("both", List.of(one, two));
    assertEquals(40, beside.width());
    assertEquals(20, beside.height());
    assertEquals(0, pixel(Raster.of(beside, 1), 11, 1));
    Drawing stacked = Drawing.stacked("both", List.of(one, two));
    assertEquals(30, stacked.width());
    assertEquals(0, pixel(Raster.of(stacked, 1), 1, 21));
    assertThrows(IllegalArgumentException.class, () -> Drawing.beside("none", List.of()));
  }

  @Test
  void filesHoldTheSame(@TempDir Path folder) throws Exception {
    Drawing drawing = text("file", 0);
    drawing.png(folder.resolve("a.png"));
    drawing.svg(folder.resolve("a.svg"));
    assertArrayEquals(drawing.png(), Files.readAllBytes(folder.resolve("a.png")));
    assertEquals(drawing.svg(), Files.readString(folder.resolve("a.svg")));
    Path missing = folder.resolve("a.png/where.png");
    String message =
        assertThrows(UncheckedIOException.class, () -> drawing.png(missing)).getMessage();
    assertTrue(message.contains("where.png"), message);
    assertThrows(IllegalArgumentException.class, () -> drawing.png(1e6));
    assertThrows(IllegalArgumentException.class, () -> drawing.png(0));
  }
}
