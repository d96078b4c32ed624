package io.fovea.op;

import io.fovea.op.Warp2d.Outside;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Cases of {@link Warp2d}, with positions inside, at the border and beyond. */
public final class Warp2dCases implements OpCases {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @Override
  public Class<Warp2d> op() {
    return Warp2d.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", filled(7), Shape.of(2, 3, 2, 1), 4, 3),
        of("odd", filled(-1, 2, 5), Shape.of(2, 5, 7, 3), 5, 7),
        of("one_for_all", filled(4), Shape.of(1, 4, 4, 3), 3, 6),
        of("nearest", new Warp2d(Outside.REPLICATE, List.of(0f)), Shape.of(3, 4, 6, 2), 6, 4),
        of("point", filled(2), Shape.of(2, 1, 1, 5), 3, 3),
        of("vectors", filled(3), Shape.of(2, 6, 5, 16), 6, 5),
        of("tails", filled(-2), Shape.of(2, 5, 3, 6), 4, 4),
        special(filled(9), "far_filled"),
        special(new Warp2d(Outside.REPLICATE, List.of(9f)), "far_nearest"),
        of("big", filled(1), Shape.of(64, 28, 28, 1), 28, 28).big());
  }

  @Override
  public Optional<OpCase> random(Random r) {
    Shape x = Shape.of(1 + r.nextInt(3), 1 + r.nextInt(7), 1 + r.nextInt(7), 1 + r.nextInt(9));
    Outside outside = r.nextBoolean() ? Outside.FILL : Outside.REPLICATE;
    Warp2d op = new Warp2d(outside, List.of(1 + (float) r.nextInt(5)));
    return Optional.of(of("random", op, x, 2 + r.nextInt(6), 2 + r.nextInt(6)));
  }

  private static Warp2d filled(float... fill) {
    List<Float> list = new ArrayList<>();
    for (float value : fill) {
      list.add(value);
    }
    return new Warp2d(Outside.FILL, list);
  }

  private static OpCase of(String name, Warp2d op, Shape x, int oh, int ow) {
    Argument field = Argument.of(positions(x), x.dim(0), oh, ow, 2);
    return OpCase.of(name, op, Argument.real(x), field);
  }

  /** Positions that no image has, a NaN where it has no weight, and one where it has. */
  private static OpCase special(Warp2d op, String name) {
    Tensor x = Tensor.of(Shape.of(1, 2, 2, 1), 1f, NAN, 3, 4);
    Tensor field =
        Tensor.of(
            Shape.of(1, 3, 3, 2),
            NAN,
            0f,
            0,
            NAN,
            -INF,
            INF,
            1e30f,
            0,
            0,
            -1e30f,
            0.5f,
            0,
            0,
            0.5f,
            1,
            1,
            -0.5f,
            0);
    return OpCase.special(name, op, Argument.given(x), Argument.given(field));
  }

  /** Quarters of a pixel, or anything, from two pixels before an image to two behind it. */
  private static Fill positions(Shape x) {
    return new Fill() {
      @Override
      public Tensor integers(TensorType type, Random random) {
        return fill(type, random, 0.25);
      }

      @Override
      public Tensor reals(TensorType type, Random random) {
        return fill(type, random, 0x1p-16);
      }

      private Tensor fill(TensorType type, Random random, double unit) {
        double[] values = new double[(int) type.shape().elements()];
        for (int i = 0; i < values.length; i++) {
          int extent = x.dim(1 + i % 2);
          values[i] = Math.rint((random.nextDouble() * (extent + 3) - 2) / unit) * unit;
        }
        return Tensor.of(type.shape(), values);
      }
    };
  }
}
