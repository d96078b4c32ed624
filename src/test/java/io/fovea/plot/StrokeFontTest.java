package io.fovea.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every letter is there, in its room. */
class StrokeFontTest {
  private static List<List<Double>> strokes(String text) {
    return StrokeFont.strokes(text, 1, false).stream()
        .map(stroke -> java.util.Arrays.stream(stroke).boxed().toList())
        .toList();
  }

  @Test
  void everyPrintableCharacterOfAsciiHasItsOwnGlyph() {
    Set<Object> shapes = new HashSet<>();
    for (char c = '!'; c <= '~'; c++) {
      String text = String.valueOf(c);
      assertTrue(StrokeFont.has(text), text);
      assertTrue(shapes.add(strokes(text)), text + " looks like another");
    }
    assertTrue(StrokeFont.has("\u2026 \u00d7 \u2192 \u2013 \u00b1 \u00b0 \u00b7 \u2212"));
  }

  /** No letter runs into the next, or out of the line. */
  @Test
  void glyphsStayInTheirRoom() {
    for (char c = '!'; c <= '~'; c++) {
      double width = StrokeFont.width(String.valueOf(c), 1, false);
      for (double[] stroke : StrokeFont.strokes(String.valueOf(c), 1, false)) {
        for (int i = 0; i < stroke.length; i += 2) {
          assertTrue(stroke[i] >= 0 && stroke[i] <= width, c + " in x: " + stroke[i]);
          assertTrue(stroke[i + 1] >= -0.78 && stroke[i + 1] <= 0.22, c + " in y");
        }
      }
    }
  }

  @Test
  void whatItDoesNotKnowIsABox() {
    assertFalse(StrokeFont.has("\u732b"));
    assertEquals(1, StrokeFont.strokes("\u732b", 10, false).size());
    assertEquals(10, StrokeFont.width("\u732b", 10, false), 1e-9);
    assertEquals(1, StrokeFont.strokes("\ud83d\ude00", 10, false).size(), "one box, not two");
  }

  @Test
  void longTextsAreCutWhereTheRoomEnds() {
    assertEquals("short", StrokeFont.fit("short", 10, false, 100));
    String cut = StrokeFont.fit("a rather long name", 10, false, 50);
    assertTrue(cut.endsWith("\u2026") && cut.startsWith("a rat"), cut);
    assertTrue(StrokeFont.width(cut, 10, false) <= 50);
    assertEquals("\u2026", StrokeFont.fit("anything", 10, false, 1));
    assertEquals("\u2026", StrokeFont.fit("\ud83d\ude00\ud83d\ude00", 10, false, 12));
  }
}
