package io.fovea.plot;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** What every drawing keeps to: nothing is clipped, no text lies on another. */
final class Layout {
  private Layout() {}

  static void check(Drawing drawing) {
    assertDoesNotThrow(() -> DrawingTest.parse(drawing), "its SVG is XML");
    Rectangle2D page = new Rectangle2D.Double(0, 0, drawing.width(), drawing.height());
    List<Mark.Words> words = words(drawing);
    List<Area> areas = new ArrayList<>();
    for (Mark.Words text : words) {
      Area area = area(text);
      assertTrue(page.contains(area.getBounds2D()), () -> text + " is clipped in " + drawing);
      for (int i = 0; i < areas.size(); i++) {
        Area common = new Area(area);
        common.intersect(areas.get(i));
        if (!common.isEmpty()) {
          fail(text + " lies on " + words.get(i) + " in " + drawing);
        }
      }
      areas.add(area);
    }
    for (Mark mark : drawing.marks()) {
      if (mark instanceof Mark.Pixels p) {
        assertTrue(page.contains(p.x(), p.y(), p.width(), p.height()), () -> p + " is clipped");
      } else if (mark instanceof Mark.Line line) {
        for (int i = 0; i < line.xs().length; i++) {
          assertTrue(page.contains(line.xs()[i], line.ys()[i]), () -> "a line leaves " + drawing);
        }
      }
    }
  }

  /** The room of the letters, without what a few of them have above and below. */
  private static Area area(Mark.Words text) {
    double width = StrokeFont.width(text.text(), text.size(), text.bold());
    double left =
        switch (text.anchor()) {
          case START -> 0;
          case MIDDLE -> -width / 2;
          case END -> -width;
        };
    Rectangle2D box = new Rectangle2D.Double(left, -text.size() * 0.7, width, text.size() * 0.7);
    AffineTransform place = AffineTransform.getTranslateInstance(text.x(), text.y());
    place.rotate(Math.toRadians(text.degrees()));
    return new Area(place.createTransformedShape(box));
  }

  static List<Mark.Words> words(Drawing drawing) {
    return drawing.marks().stream()
        .filter(Mark.Words.class::isInstance)
        .map(Mark.Words.class::cast)
        .toList();
  }

  static List<String> texts(Drawing drawing) {
    return words(drawing).stream().map(Mark.Words::text).toList();
  }

  static List<Mark.Pixels> images(Drawing drawing) {
    return drawing.marks().stream()
        .filter(Mark.Pixels.class::isInstance)
        .map(Mark.Pixels.class::cast)
        .toList();
  }

  static List<Mark.Line> lines(Drawing drawing, Tone tone) {
    return drawing.marks().stream()
        .filter(Mark.Line.class::isInstance)
        .map(Mark.Line.class::cast)
        .filter(line -> line.stroke().equals(tone))
        .toList();
  }
}
