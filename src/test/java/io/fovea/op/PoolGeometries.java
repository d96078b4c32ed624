package io.fovea.op;

import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The poolings whose forward pass and gradient are tested. */
final class PoolGeometries {
  /** One pooling. */
  record Line(String name, Shape x, PoolGeometry geometry, boolean isBig) {
    Shape y() {
      return PoolDims.of(x, geometry).y();
    }
  }

  static final List<Line> ALL = new ArrayList<>();

  static {
    add("tiny", PoolGeometry.of(2, 2), 1, 4, 4, 1);
    add("one", PoolGeometry.of(1, 1), 1, 1, 1, 1);
    add("odd", PoolGeometry.of(2, 2), 2, 5, 7, 3);
    add("overlap", pool(3, 3, 2, 2, Padding.of(1), false), 2, 8, 9, 5);
    add("dense_overlap", pool(4, 2, 1, 1, new Padding(1, 0, 2, 1), false), 1, 6, 7, 4);
    add("stride_above_window", pool(2, 2, 3, 4, Padding.NONE, false), 2, 9, 10, 3);
    add("rectangular", pool(1, 4, 2, 3, new Padding(0, 1, 0, 2), false), 2, 5, 11, 7);
    add("asymmetric_padding", pool(4, 4, 2, 2, new Padding(0, 3, 2, 1), false), 1, 7, 6, 2);
    add("ceil", pool(2, 2, 2, 2, Padding.NONE, true), 2, 5, 7, 3);
    add("ceil_padded", pool(3, 3, 2, 2, Padding.of(1), true), 1, 6, 8, 4);
    add("ceil_asymmetric", pool(4, 2, 3, 3, new Padding(1, 0, 0, 1), true), 1, 8, 9, 3);
    add(
        "ceil_drops_window_in_padding",
        pool(2, 2, 3, 3, new Padding(0, 0, 1, 1), true),
        1,
        6,
        6,
        2);
    add("global", pool(7, 5, 1, 1, Padding.NONE, false), 2, 7, 5, 9);
    add("wide_index", pool(17, 16, 2, 2, Padding.NONE, false), 1, 20, 19, 2);
    add("vectors", PoolGeometry.of(2, 2), 2, 8, 8, 16);
    add("tails", pool(3, 3, 2, 2, Padding.NONE, false), 1, 9, 7, 33);
    for (int channels : new int[] {1, 3, 6, 7, 8, 9, 16, 17}) {
      PoolGeometry inside = PoolGeometry.of(2, 2);
      PoolGeometry padded = pool(3, 3, 2, 2, Padding.of(1), false);
      add("pairs_of_" + channels, inside, 2, 6, 9, channels);
      add("edges_of_" + channels, padded, 2, 7, 8, channels);
    }
    ALL.add(new Line("big", Shape.of(4, 28, 28, 32), pool(2, 2, 2, 2, Padding.NONE, false), true));
  }

  private PoolGeometries() {}

  private static void add(String name, PoolGeometry geometry, int... x) {
    ALL.add(new Line(name, Shape.of(x), geometry, false));
  }

  private static PoolGeometry pool(int kh, int kw, int sh, int sw, Padding padding, boolean ceil) {
    return new PoolGeometry(kh, kw, sh, sw, padding, ceil);
  }

  static Line random(Random random) {
    int kh = 1 + random.nextInt(4);
    int kw = 1 + random.nextInt(4);
    Padding padding =
        new Padding(random.nextInt(kh), random.nextInt(kw), random.nextInt(kh), random.nextInt(kw));
    PoolGeometry geometry =
        pool(kh, kw, 1 + random.nextInt(4), 1 + random.nextInt(4), padding, random.nextBoolean());
    Shape x =
        Shape.of(
            1 + random.nextInt(3),
            kh + random.nextInt(9),
            kw + random.nextInt(9),
            1 + random.nextInt(20));
    return new Line("random", x, geometry, false);
  }
}
