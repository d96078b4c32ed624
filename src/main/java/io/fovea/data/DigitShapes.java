package io.fovea.data;

import io.fovea.tensor.Philox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How people write the ten digits: for each digit several shapes with the share of writers who use
 * them. A shape is a list of pen strokes; a stroke is a list of points that a smooth curve passes
 * through, turning sharply at points marked {@code !}. Coordinates are hundredths of the digit's
 * height, x to the right, y down from the top; widths are natural (a 1 is narrow).
 */
final class DigitShapes {
  /** One way to write a digit, and how many of a hundred writers use it. */
  record DigitShape(int share, List<Stroke> strokes) {}

  /** Points in pen order; {@code corner[i]} says that the curve may turn sharply at point i. */
  record Stroke(double[] x, double[] y, boolean[] corner) {
    int points() {
      return x.length;
    }
  }

  /** Half the width of a typical digit. */
  static final double HALF_WIDTH = 0.3;

  /** One shape per line: the digit, the share, and the strokes, which are divided by slashes. */
  private static final String TABLE =
      """
      # 0: round, closed with an overlap, left open at the top, with an inner tail, flat
      0 45 | 36 0, 20 4, 6 22, 1 50, 7 78, 22 97, 40 98, 57 82, 65 52, 58 22, 46 4, 32 1
      0 20 | 48 6, 30 1, 12 12, 2 42, 6 76, 20 97, 40 96, 58 74, 64 42, 56 16, 40 3, 24 6
      0 12 | 26 4, 8 24, 1 58, 12 92, 32 100, 52 88, 63 58, 58 22, 44 3
      0 13 | 24 12, 8 32, 2 66, 14 94, 34 99, 54 82, 64 46, 56 14, 40 1, 26 6, 22 20, 32 28
      0 10 | 44 8, 34 0, 14 8, 1 42, 8 84, 28 100, 52 88, 66 54, 60 20, 44 3, 34 12, 38 22
      # 1: bare, with a flag, with flag and foot, hooked, long flag, long flag and foot
      1 69 | 4 0, 3 50, 2 100
      1 10 | 0 18, 14 0!, 14 50, 13 100
      1  6 | 0 22, 20 0!, 20 50, 19 100 / 0 100, 20 99, 42 98
      1  6 | 0 8, 8 0, 9 40, 8 100
      1  4 | 0 34, 22 0!, 20 50, 16 100
      1  5 | 4 24, 28 0!, 27 50, 26 96 / 0 98, 28 97, 60 94
      # 2: angular foot, looped, wavy, like a Z, large loop, swan, falling foot, long foot, low loop
      2 17 | 4 24, 10 8, 30 0, 48 6, 55 24, 48 46, 28 74, 4 97!, 34 95, 66 94
      2 17 | 6 22, 14 6, 34 0, 52 10, 54 30, 42 56, 22 86, 8 96, 1 88, 10 79, 28 86, 48 96, 66 92
      2 11 | 4 18, 22 1, 44 4, 54 22, 44 52, 22 82, 2 96!, 20 86, 42 94, 66 88
      2  8 | 2 8, 28 3, 52 6!, 28 52, 4 96!, 34 97, 62 95
      2  9 | 8 18, 22 2, 44 4, 54 24, 46 56, 24 90, 6 99, 0 84, 12 70, 30 76, 44 92, 66 90
      2  5 | 0 30, 14 6, 36 2, 44 24, 34 58, 14 92!, 38 94, 70 98
      2 15 | 4 22, 14 4, 36 0, 53 12, 51 36, 36 64, 16 84, 3 84, 6 72, 24 72, 44 85, 62 100
      2  9 | 6 24, 22 4, 42 2, 52 18, 40 48, 14 80, 0 92!, 36 90, 88 86
      2  9 | 8 14, 28 0, 48 6, 50 28, 42 58, 26 86, 8 92, 0 76, 12 64, 32 74, 48 88, 70 84
      # 3: cusp, looped waist, flat top, smooth, long bow, no curl, small head, long bar, large head
      3 21 | 4 14, 20 1, 40 2, 50 16, 42 36, 20 46!, 44 50, 56 68, 48 90, 26 100, 0 90
      3 12 | 4 12, 22 0, 44 5, 48 22, 34 42, 18 50, 20 55, 38 50, 55 64, 52 86, 30 100, 0 92
      3  8 | 2 4, 26 3, 52 2!, 36 24, 20 42!, 42 46, 56 66, 46 92, 22 100, 0 92
      3 13 | 6 10, 22 0, 42 4, 48 20, 36 42, 22 47, 42 52, 54 70, 44 92, 22 100, 0 92
      3  8 | 0 20, 18 2, 42 4, 46 20, 26 36!, 46 42, 56 64, 48 88, 26 100, 2 94
      3 10 | 0 6, 24 0, 48 5, 48 22, 26 44!, 48 54, 50 76, 32 94, 6 100
      3  8 | 10 10, 26 0, 40 8, 38 24, 24 36!, 48 42, 60 64, 50 90, 26 100, 0 94, 2 82
      3 11 | 0 4, 28 5, 54 2, 50 16, 32 42, 36 46, 52 58, 50 80, 30 96, 4 98
      3  9 | 4 18, 22 0, 46 4, 54 24, 44 46, 22 54!, 44 58, 50 76, 38 94, 16 100, 0 92
      # 4: open, round belly, closed, one stroke, low belly like a U, narrow, flat
      4 34 | 8 4, 3 30, 2 54!, 30 55, 64 50 / 50 0, 48 50, 44 100
      4 15 | 6 2, 0 30, 8 50, 28 54, 50 44, 56 4!, 53 50, 48 100
      4 13 | 44 0, 22 32, 0 62!, 32 62, 68 60 / 46 0, 46 50, 44 100
      4 13 | 10 6, 3 34, 12 52, 34 52, 56 44 / 54 2, 48 46, 40 100
      4 15 | 6 4, 0 38, 2 66, 20 70, 58 62 / 52 6, 50 50, 48 100
      4  5 | 26 8, 6 36, 0 56, 24 58, 50 52 / 44 14, 38 56, 30 100
      4  5 | 40 2, 18 26, 0 62!, 40 64, 80 58 / 58 8, 50 56, 42 100
      # 5: two strokes, one stroke, like an S, low belly, bar apart, wide belly, rising bar, thin bow
      5 24 | 14 4, 10 24, 8 44!, 28 36, 50 46, 56 68, 44 92, 20 100, 0 92 / 14 4, 36 3, 62 0
      5 18 | 60 2, 38 3, 16 4!, 11 24, 8 42!, 28 37, 48 48, 54 70, 40 93, 14 99, 0 90
      5 12 | 62 0, 38 4, 22 12, 16 30, 30 48, 46 62, 48 82, 30 98, 0 96
      5  9 | 20 0, 12 26, 8 52!, 28 46, 46 56, 48 76, 34 95, 2 97 / 20 2, 44 4, 66 2
      5  7 | 16 8, 12 28, 10 46!, 34 42, 52 56, 50 80, 30 98, 0 90 / 22 4, 46 0, 70 2
      5 12 | 58 0, 34 2, 12 6!, 6 26, 4 46!, 22 34, 50 38, 64 60, 54 88, 28 100, 2 94, 0 80
      5 10 | 24 12, 14 32, 8 48!, 28 46, 42 60, 38 84, 20 99, 2 92 / 22 14, 46 7, 74 0
      5  8 | 54 0, 28 6, 16 10!, 10 30, 16 44, 36 50, 44 66, 38 88, 22 100
      # 6: round, straight back, small loop, curled top, open, curl inside, low and wide
      6 27 | 42 0, 22 16, 6 46, 2 74, 12 97, 32 99, 48 84, 46 64, 30 56, 14 66, 6 82
      6 18 | 26 0, 12 34, 2 70, 10 95, 30 100, 47 86, 46 66, 30 58, 14 66, 6 82
      6 11 | 44 0, 20 28, 3 64, 6 92, 24 100, 42 92, 42 76, 28 70, 14 80, 8 92
      6 11 | 52 10, 40 0, 20 14, 5 46, 4 78, 20 99, 42 95, 54 74, 46 54, 28 52, 10 68
      6 10 | 34 0, 14 30, 3 64, 8 92, 28 100, 50 88, 54 64, 36 54, 18 64
      6 10 | 30 0, 8 34, 1 70, 14 98, 40 98, 60 80, 56 58, 38 54, 26 68, 34 82
      6 13 | 24 0, 6 34, 2 74, 20 96, 50 97, 68 82, 62 64, 42 60, 24 74, 18 92
      # 7: plain, serif, curved, crossed, crossed with a serif, hooked, upright, round, like a ?
      7 26 | 0 8, 26 6, 54 2!, 38 46, 22 100
      7  9 | 2 22, 4 6!, 28 6, 56 4!, 40 46, 26 100
      7 16 | 0 16, 12 4, 36 3, 52 6, 52 22, 42 56, 34 100
      7 13 | 0 10, 26 6, 54 4!, 38 48, 26 100 / 8 56, 66 50
      7  7 | 2 24, 4 6!, 28 6, 52 4!, 36 50, 24 100 / 6 54, 64 50
      7  9 | 0 28, 6 6, 24 14, 52 2!, 36 50, 26 100
      7  8 | 0 32, 3 6!, 28 6, 52 4!, 49 50, 46 100
      7  6 | 0 36, 12 10, 30 4, 46 14, 44 50, 40 100
      7  6 | 2 28, 8 6, 30 0, 50 8, 46 32, 32 62, 20 100
      # 8: one stroke, two circles, open, from the middle, small foot, big head, tail up
      8 26 | 52 14, 40 2, 20 2, 10 16, 20 38, 40 56, 48 78, 36 97, 14 98, 3 80, 16 56, 40 36, 52 18, 44 4
      8 14 | 30 0, 13 6, 9 24, 26 44, 44 36, 49 14, 30 0 / 28 44, 8 58, 4 82, 22 99, 46 94, 54 72, 30 44
      8 16 | 54 10, 38 1, 18 6, 16 24, 32 48, 44 74, 34 97, 12 97, 3 80, 16 58, 40 36, 60 14
      8  8 | 30 46, 13 32, 14 10, 32 0, 50 10, 46 30, 22 52, 4 76, 14 98, 38 98, 52 78, 30 46
      8  8 | 48 4, 22 10, 18 26, 34 48, 36 76, 20 98, 4 88, 10 66, 34 40, 50 20, 50 6
      8 14 | 46 4, 22 0, 5 16, 10 40, 30 56, 40 76, 30 98, 14 97, 12 76, 28 56, 52 36, 56 14, 42 2
      8 14 | 46 12, 30 2, 13 8, 12 26, 32 44, 46 64, 42 89, 24 100, 8 90, 10 68, 28 48, 50 24, 70 2
      # 9: straight stem, curved stem, open, balloon, hooked, wide loop, big loop, like an S, like a g
      9 27 | 48 12, 36 1, 16 4, 3 22, 8 42, 26 46, 42 34, 49 10!, 47 50, 44 100
      9  8 | 50 16, 36 1, 14 5, 3 24, 12 42, 32 42, 46 26, 51 10, 50 54, 38 90, 14 100
      9 11 | 46 2, 20 8, 4 28, 12 46, 32 44, 50 8!, 46 50, 40 100
      9 13 | 46 22, 42 6, 26 0, 6 14, 6 36, 24 42, 42 28, 47 18, 42 56, 34 100
      9  4 | 48 16, 30 0, 8 12, 6 36, 26 44, 46 26, 51 40, 48 76, 28 100, 6 92
      9  9 | 56 20, 40 2, 16 4, 2 24, 14 40, 40 36, 56 20!, 38 56, 24 100
      9 11 | 50 16, 38 1, 16 2, 1 26, 5 54, 24 64, 44 48, 53 14!, 53 54, 54 100
      9 11 | 62 4, 34 2, 14 20, 18 36, 38 36, 58 14!, 38 56, 18 100
      9  6 | 46 12, 30 0, 10 8, 7 32, 24 42, 42 30, 48 10!, 51 60, 44 94, 22 100, 4 92
      """;

  private static final List<List<DigitShape>> SHAPES = parse();

  private DigitShapes() {}

  /** The shapes of a digit; their shares add up to one hundred. */
  static List<DigitShape> of(int digit) {
    return SHAPES.get(digit);
  }

  /** One of the shapes of a digit, as often as its share says. */
  static DigitShape draw(int digit, Philox.Sequence random) {
    int writer = random.nextInt(100);
    for (DigitShape shape : of(digit)) {
      writer -= shape.share();
      if (writer < 0) {
        return shape;
      }
    }
    throw new AssertionError("the shares of digit " + digit + " are below one hundred");
  }

  private static List<List<DigitShape>> parse() {
    List<List<DigitShape>> shapes = new ArrayList<>();
    for (int digit = 0; digit < 10; digit++) {
      String key = digit + " ";
      shapes.add(
          TABLE.lines().filter(line -> line.startsWith(key)).map(DigitShapes::shape).toList());
    }
    return List.copyOf(shapes);
  }

  private static DigitShape shape(String line) {
    String[] parts = line.split(" \\| ");
    int share = Integer.parseInt(parts[0].substring(2).trim());
    return new DigitShape(
        share, Arrays.stream(parts[1].split(" / ")).map(DigitShapes::stroke).toList());
  }

  private static Stroke stroke(String text) {
    String[] points = text.split(", ");
    double[] x = new double[points.length];
    double[] y = new double[points.length];
    boolean[] corner = new boolean[points.length];
    for (int i = 0; i < points.length; i++) {
      corner[i] = points[i].endsWith("!");
      String[] xy = points[i].replace("!", "").split(" ");
      x[i] = Integer.parseInt(xy[0]) / 100.0;
      y[i] = Integer.parseInt(xy[1]) / 100.0;
    }
    return new Stroke(x, y, corner);
  }
}
