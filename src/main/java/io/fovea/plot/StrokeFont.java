package io.fovea.plot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A font of our own, drawn with a round pen: for pictures on machines without fonts. Letters are as
 * wide as those of the common sans-serif fonts, so that text takes the same room in PNG and SVG.
 * What it has no glyph for is a box.
 *
 * <p>A line of the table is a character, its width, and strokes parted by semicolons, in hundredths
 * of the font size, y upwards from the baseline. A point after {@code ~} is not on the stroke: it
 * is the corner of a quarter of an ellipse between the points around it.
 */
final class StrokeFont {
  private static final double UNIT = 0.01;

  /** How wide the pen is, in font sizes. */
  private static final double PEN = 0.082;

  private static final double BOLD_PEN = 0.12;

  /** Bold letters are wider. */
  private static final double WIDENING = 1.09;

  private static final String ELLIPSIS = "\u2026";

  /** Points on a quarter of an ellipse. */
  private static final int STEPS = 6;

  private static final String TABLE =
      """
      ! 28 14,72 14,22; 14,1 14,3
      " 36 11,72 11,50; 25,72 25,50
      # 56 21,70 14,2; 43,70 36,2; 6,48 53,48; 4,24 51,24
      $ 56 47,54 ~45,66 28,66 ~9,66 9,52 ~9,40 28,37 ~49,33 49,19 ~49,5 28,5 ~9,5 7,20; 28,76 28,-6
      % 89 22,70 ~7,70 7,53 ~7,36 22,36 ~37,36 37,53 ~37,70 22,70; 67,34 ~52,34 52,17 ~52,0 67,0 \
      ~82,0 82,17 ~82,34 67,34; 65,72 24,0
      & 67 62,0 18,50 ~13,58 18,66 ~23,72 31,72 ~43,72 43,60 ~43,49 26,40 ~7,31 7,17 ~7,0 27,0 \
      ~50,0 57,30
      ' 19 9,72 9,50
      ( 33 25,74 ~11,54 11,27 ~11,0 25,-20
      ) 33 8,74 ~22,54 22,27 ~22,0 8,-20
      * 39 19,72 19,46; 8,66 31,52; 31,66 8,52
      + 58 29,48 29,4; 7,26 51,26
      , 28 14,4 14,1 10,-11
      - 33 5,26 28,26
      . 28 14,1 14,3
      / 28 26,73 2,-2
      0 56 28,72 ~8,72 8,36 ~8,0 28,0 ~48,0 48,36 ~48,72 28,72
      1 56 13,58 30,72 30,0
      2 56 9,54 ~9,72 28,72 ~47,72 47,53 ~47,42 36,30 8,0 49,0
      3 56 9,58 ~11,72 28,72 ~46,72 46,55 ~46,39 26,39; 26,39 ~48,39 48,20 ~48,0 28,0 ~9,0 7,16
      4 56 38,0 38,72 6,20 51,20
      5 56 45,72 15,72 11,36 ~18,45 29,45 ~48,45 48,23 ~48,0 27,0 ~10,0 7,15
      6 56 45,59 ~42,72 29,72 ~9,72 9,34 9,25 ~9,0 29,0 ~48,0 48,23 ~48,45 29,45 ~13,45 9,27
      7 56 7,72 48,72 ~27,45 22,0
      8 56 28,39 ~11,39 11,55 ~11,72 28,72 ~45,72 45,55 ~45,39 28,39 ~8,39 8,19 ~8,0 28,0 ~48,0 \
      48,19 ~48,39 28,39
      9 56 11,13 ~14,0 27,0 ~47,0 47,38 47,47 ~47,72 27,72 ~8,72 8,49 ~8,27 27,27 ~43,27 47,45
      : 28 14,1 14,3; 14,46 14,48
      ; 28 14,46 14,48; 14,4 14,1 10,-11
      < 58 51,47 7,26 51,5
      = 58 7,36 51,36; 7,17 51,17
      > 58 7,47 51,26 7,5
      ? 56 9,54 ~10,72 28,72 ~47,72 47,55 ~47,44 37,37 ~28,30 28,20; 28,1 28,3
      @ 102 66,46 ~62,54 50,54 ~29,54 29,28 ~29,12 43,12 ~58,12 66,40; 68,54 62,24 ~60,12 70,12 \
      ~92,14 92,40 ~92,72 53,72 ~9,72 9,26 ~9,-18 53,-18 ~68,-18 80,-10
      A 67 4,0 33,72 63,0; 14,25 53,25
      B 67 10,0 10,72 34,72 ~55,72 55,55 ~55,39 34,39 10,39; 34,39 ~60,39 60,20 ~60,0 36,0 10,0
      C 72 65,53 ~60,72 38,72 ~8,72 8,36 ~8,0 38,0 ~62,0 66,24
      D 72 10,0 10,72 34,72 ~65,72 65,36 ~65,0 34,0 10,0
      E 67 60,72 11,72 11,0 61,0; 11,38 56,38
      F 61 56,72 11,72 11,0; 11,37 51,37
      G 78 67,54 ~61,72 40,72 ~8,72 8,36 ~8,0 40,0 ~69,0 69,30 69,36 43,36
      H 72 10,0 10,72; 62,0 62,72; 10,38 62,38
      I 28 14,0 14,72
      J 50 38,72 38,22 ~38,0 21,0 ~6,0 6,20
      K 67 10,0 10,72; 60,72 10,26; 27,42 62,0
      L 56 10,72 10,0 51,0
      M 83 9,0 9,72 41,6 74,72 74,0
      N 72 10,0 10,72 62,0 62,72
      O 78 39,72 ~8,72 8,36 ~8,0 39,0 ~70,0 70,36 ~70,72 39,72
      P 67 10,0 10,72 36,72 ~60,72 60,53 ~60,33 36,33 10,33
      Q 78 39,72 ~8,72 8,36 ~8,0 39,0 ~70,0 70,36 ~70,72 39,72; 48,17 70,-4
      R 72 10,0 10,72 38,72 ~63,72 63,54 ~63,36 38,36 10,36; 40,36 65,0
      S 67 58,54 ~55,72 33,72 ~10,72 10,54 ~10,40 33,37 ~60,33 60,18 ~60,0 34,0 ~9,0 6,20
      T 61 3,72 58,72; 30,72 30,0
      U 72 10,72 10,26 ~10,0 36,0 ~62,0 62,26 62,72
      V 67 4,72 33,0 63,72
      W 94 4,72 25,0 47,70 69,0 90,72
      X 67 6,72 61,0; 61,72 6,0
      Y 67 4,72 33,33 63,72; 33,33 33,0
      Z 61 6,72 55,72 5,0 57,0
      [ 28 24,73 9,73 9,-19 24,-19
      \\ 28 2,73 26,-2
      ] 28 4,73 19,73 19,-19 4,-19
      ^ 47 6,34 23,72 41,34
      _ 56 0,-12 56,-12
      ` 33 8,72 20,60
      a 56 9,40 ~12,52 27,52 ~44,52 44,38 44,11 ~44,0 51,1; 44,32 ~44,28 26,27 ~7,25 7,13 ~7,0 22,0 \
      ~44,0 44,21
      b 56 8,72 8,0; 8,26 ~8,52 29,52 ~49,52 49,26 ~49,0 29,0 ~8,0 8,26
      c 50 45,36 ~42,52 27,52 ~6,52 6,26 ~6,0 27,0 ~42,0 46,17
      d 56 48,72 48,0; 48,26 ~48,52 27,52 ~7,52 7,26 ~7,0 27,0 ~48,0 48,26
      e 56 7,28 49,28 ~49,52 28,52 ~7,52 7,26 ~7,0 29,0 ~45,0 48,15
      f 28 27,71 ~24,72 22,72 ~12,72 12,60 12,0; 2,51 25,51
      g 56 47,52 47,0 ~47,-20 27,-20 ~10,-20 8,-8; 47,26 ~47,52 27,52 ~7,52 7,26 ~7,0 27,0 ~47,0 \
      47,26
      h 56 8,72 8,0; 8,30 ~8,52 28,52 ~47,52 47,34 47,0
      i 22 11,0 11,52; 11,69 11,71
      j 22 11,52 11,-10 ~11,-20 2,-20; 11,69 11,71
      k 50 8,0 8,72; 42,52 8,20; 20,31 46,0
      l 22 11,0 11,72
      m 83 8,0 8,52; 8,34 ~8,52 25,52 ~41,52 41,36 41,0; 41,34 ~41,52 58,52 ~75,52 75,36 75,0
      n 56 8,0 8,52; 8,30 ~8,52 28,52 ~47,52 47,34 47,0
      o 56 28,52 ~7,52 7,26 ~7,0 28,0 ~49,0 49,26 ~49,52 28,52
      p 56 8,52 8,-20; 8,26 ~8,52 29,52 ~49,52 49,26 ~49,0 29,0 ~8,0 8,26
      q 56 48,52 48,-20; 48,26 ~48,52 27,52 ~7,52 7,26 ~7,0 27,0 ~48,0 48,26
      r 33 8,0 8,52; 8,30 ~8,52 31,51
      s 50 43,39 ~41,52 25,52 ~8,52 8,39 ~8,30 25,27 ~44,24 44,13 ~44,0 25,0 ~7,0 5,14
      t 28 12,66 12,12 ~12,0 21,0 ~24,0 26,1; 2,51 25,51
      u 56 8,52 8,19 ~8,0 27,0 ~47,0 47,22; 47,52 47,0
      v 50 4,52 25,0 46,52
      w 72 3,52 19,0 36,50 53,0 69,52
      x 50 5,52 45,0; 45,52 5,0
      y 50 4,52 25,0; 46,52 25,-2 ~19,-21 7,-19
      z 50 6,52 44,52 5,0 46,0
      { 33 27,73 ~16,73 16,60 16,40 ~16,27 6,27 ~16,27 16,14 16,-6 ~16,-19 27,-19
      | 26 13,73 13,-20
      } 33 6,73 ~17,73 17,60 17,40 ~17,27 27,27 ~17,27 17,14 17,-6 ~17,-19 6,-19
      ~ 58 7,20 ~8,32 18,32 ~24,32 29,26 ~34,20 40,20 ~51,20 51,32
      \u00b0 40 20,72 ~8,72 8,60 ~8,48 20,48 ~32,48 32,60 ~32,72 20,72
      \u00b1 58 29,56 29,18; 7,37 51,37; 7,4 51,4
      \u00b7 28 14,26 14,28
      \u00d7 58 12,43 46,9; 46,43 12,9
      \u2013 56 4,26 52,26
      \u2026 100 17,1 17,3; 50,1 50,3; 83,1 83,3
      \u2192 100 8,26 90,26; 70,44 91,26 70,8
      \u2212 58 7,26 51,26
      """;

  private record Glyph(double width, List<double[]> strokes) {}

  private static final Map<Integer, Glyph> GLYPHS = new HashMap<>();
  private static final Glyph SPACE = new Glyph(28 * UNIT, List.of());
  private static final Glyph BOX = glyph("62 8,0 8,72 54,72 54,0 8,0");
  private static final Glyph WIDE_BOX = glyph("100 9,-4 9,76 91,76 91,-4 9,-4");

  static {
    TABLE.lines().forEach(line -> GLYPHS.put(line.codePointAt(0), glyph(line.substring(2))));
    GLYPHS.put((int) ' ', SPACE);
    GLYPHS.put(0xa0, SPACE);
  }

  private StrokeFont() {}

  private static Glyph glyph(String text) {
    int space = text.indexOf(' ');
    List<double[]> strokes = new ArrayList<>();
    for (String stroke : text.substring(space).split(";", -1)) {
      strokes.add(points(stroke.trim().split(" +", -1)));
    }
    return new Glyph(Integer.parseInt(text.substring(0, space)) * UNIT, strokes);
  }

  private static double[] points(String[] tokens) {
    List<Double> xy = new ArrayList<>();
    for (int i = 0; i < tokens.length; i++) {
      if (!tokens[i].startsWith("~")) {
        double[] point = point(tokens[i]);
        xy.add(point[0]);
        xy.add(point[1]);
        continue;
      }
      double[] corner = point(tokens[i].substring(1));
      double[] end = point(tokens[i + 1]);
      double x = xy.get(xy.size() - 2);
      double y = xy.get(xy.size() - 1);
      for (int k = 1; k < STEPS; k++) {
        double t = k / (double) STEPS;
        double before = (1 - t) * (1 - t);
        double middle = Math.sqrt(2) * t * (1 - t);
        double after = t * t;
        double sum = before + middle + after;
        xy.add((before * x + middle * corner[0] + after * end[0]) / sum);
        xy.add((before * y + middle * corner[1] + after * end[1]) / sum);
      }
    }
    return xy.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] point(String text) {
    int comma = text.indexOf(',');
    return new double[] {
      Integer.parseInt(text.substring(0, comma)) * UNIT,
      Integer.parseInt(text.substring(comma + 1)) * UNIT
    };
  }

  private static Glyph glyph(int character) {
    Glyph glyph = GLYPHS.get(character);
    return glyph != null ? glyph : isWide(character) ? WIDE_BOX : BOX;
  }

  /** Whether a character is about as wide as high: those of East Asia, and pictographs. */
  private static boolean isWide(int character) {
    return (character >= 0x1100 && character <= 0x115f)
        || (character >= 0x2e80 && character <= 0xd7ff)
        || (character >= 0xf900 && character <= 0xfaff)
        || (character >= 0xff00 && character <= 0xff60)
        || character >= 0x1f000;
  }

  /** Whether every character of a text has a glyph. */
  static boolean has(String text) {
    return text.codePoints().allMatch(GLYPHS::containsKey);
  }

  /** How wide the pen is at a font size. */
  static double pen(double size, boolean bold) {
    return size * (bold ? BOLD_PEN : PEN);
  }

  /** How wide a text is. */
  static double width(String text, double size, boolean bold) {
    double width = text.codePoints().mapToDouble(c -> glyph(c).width()).sum();
    return width * size * (bold ? WIDENING : 1);
  }

  /** The text, or its beginning and an ellipsis if it is wider than there is room. */
  static String fit(String text, double size, boolean bold, double room) {
    if (width(text, size, bold) <= room) {
      return text;
    }
    int end = text.length();
    while (end > 0 && width(text.substring(0, end) + ELLIPSIS, size, bold) > room) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end).stripTrailing() + ELLIPSIS;
  }

  /** The strokes of a text from (0, 0) to the right: x and y in turn, y downwards. */
  static List<double[]> strokes(String text, double size, boolean bold) {
    List<double[]> strokes = new ArrayList<>();
    double stretch = size * (bold ? WIDENING : 1);
    double x = 0;
    for (int c : text.codePoints().toArray()) {
      Glyph glyph = glyph(c);
      for (double[] stroke : glyph.strokes()) {
        double[] placed = new double[stroke.length];
        for (int i = 0; i < stroke.length; i += 2) {
          placed[i] = x + stroke[i] * stretch;
          placed[i + 1] = -stroke[i + 1] * size;
        }
        strokes.add(placed);
      }
      x += glyph.width() * stretch;
    }
    return strokes;
  }
}
