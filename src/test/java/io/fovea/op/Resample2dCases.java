package io.fovea.op;

import static io.fovea.op.Axis.pad;

import io.fovea.op.Axis.Edge;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Cases of {@link Resample2d}: each kind of axis, its transpose, and unlike kinds together. */
public final class Resample2dCases implements OpCases {
  @Override
  public Class<Resample2d> op() {
    return Resample2d.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    both(cases, "same", Axis.same(2), Axis.same(3), 2);
    both(cases, "zero_pad", pad(Edge.ZERO, 4, 1, 2), pad(Edge.ZERO, 5, 0, 3), 3);
    both(cases, "crop", Axis.crop(7, 1, 2), Axis.crop(6, 3, 0), 3);
    both(cases, "pad_and_crop", Axis.crop(5, 2, 1), pad(Edge.ZERO, 4, 2, 1), 16);
    both(cases, "replicate", pad(Edge.REPLICATE, 4, 2, 3), pad(Edge.REPLICATE, 3, 1, 0), 5);
    both(cases, "reflect", pad(Edge.REFLECT, 4, 3, 2), pad(Edge.REFLECT, 5, 1, 4), 7);
    both(cases, "repeat", Axis.repeat(3, 2), Axis.repeat(4, 3), 4);
    both(cases, "repeat_one_axis", Axis.same(5), Axis.repeat(4, 3), 1);
    both(cases, "linear", Axis.linear(3, 6), Axis.linear(5, 20), 3);
    both(cases, "linear_smaller", Axis.linear(8, 4), Axis.linear(12, 3), 8);
    both(cases, "mean", Axis.mean(8, 4), Axis.mean(4, 1), 33);
    both(cases, "mean_repeats", Axis.mean(2, 4), Axis.mean(4, 8), 3);
    both(cases, "every_second", Axis.every(7, 4, -1, 2), Axis.every(6, 3, 2, 3), 5);
    both(cases, "unlike", pad(Edge.REFLECT, 4, 1, 1), Axis.mean(6, 3), 17);
    both(cases, "vectors", pad(Edge.ZERO, 4, 1, 1), Axis.repeat(4, 2), 32);
    Axis third = Axis.linear(4, 12);
    cases.add(of("linear_thirds", third, Axis.linear(7, 5), 2, 3).rounded());
    cases.add(of("linear_thirds_transposed", third.transposed(), Axis.same(5), 2, 3).rounded());
    cases.add(of("mean_thirds", Axis.mean(7, 3), Axis.mean(5, 3), 2, 5).rounded());
    cases.add(of("mean_thirds_transposed", Axis.mean(7, 3).transposed(), third, 2, 5).rounded());
    Axis spline = Axis.spline(9, 4);
    cases.add(of("spline", spline, Axis.spline(11, 5), 2, 2).rounded());
    cases.add(of("spline_transposed", spline.transposed(), spline, 2, 3).rounded());
    cases.add(of("big", pad(Edge.REPLICATE, 28, 1, 1), Axis.linear(28, 56), 8, 32).big());
    return cases;
  }

  @Override
  public Optional<OpCase> random(Random random) {
    Axis rows = random(random, 1 + random.nextInt(9));
    Axis columns = random(random, 1 + random.nextInt(9));
    return Optional.of(of("random", rows, columns, 1 + random.nextInt(3), 1 + random.nextInt(20)));
  }

  private static Axis random(Random random, int inputs) {
    Axis axis =
        switch (random.nextInt(5)) {
          case 0 -> pad(Edge.ZERO, inputs, random.nextInt(4), random.nextInt(4));
          case 1 -> pad(Edge.REPLICATE, inputs, random.nextInt(4), random.nextInt(4));
          case 2 -> pad(Edge.REFLECT, inputs, random.nextInt(inputs), random.nextInt(inputs));
          case 3 -> Axis.repeat(inputs, 1 + random.nextInt(4));
          default -> Axis.linear(inputs, inputs * (1 << random.nextInt(3)));
        };
    return random.nextInt(3) == 0 ? axis.transposed() : axis;
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  private static void both(List<OpCase> cases, String name, Axis rows, Axis columns, int channels) {
    cases.add(of(name, rows, columns, 2, channels));
    cases.add(of(name + "_transposed", rows.transposed(), columns.transposed(), 2, channels));
  }

  private static OpCase of(String name, Axis rows, Axis columns, int n, int channels) {
    OpCase theCase =
        OpCase.of(
            name,
            new Resample2d(rows, columns),
            Argument.real(n, rows.inputs(), columns.inputs(), channels));
    boolean mostlyZero = reached(rows) * reached(columns) < 0.5;
    return mostlyZero ? theCase.spread(OpCase.Spread.SPARSE) : theCase;
  }

  /** The share of the outputs that are not zero by nature. */
  private static double reached(Axis axis) {
    int reached = 0;
    for (int o = 0; o < axis.outputs(); o++) {
      reached += axis.begin(o) < axis.begin(o + 1) ? 1 : 0;
    }
    return (double) reached / axis.outputs();
  }
}
