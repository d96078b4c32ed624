package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;
import java.util.stream.Stream;

/** Cases of {@link Mean}. */
public final class MeanCases implements OpCases {
  @Override
  public Class<Mean> op() {
    return Mean.class;
  }

  @Override
  public List<OpCase> table() {
    return Shapes.ANY.entrySet().stream()
        .flatMap(e -> Stream.of(of(e.getKey(), e.getValue()), total(e.getKey(), e.getValue())))
        .toList();
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  @Override
  public List<Integer> differentiableBy(OpCase theCase) {
    return ((Mean) theCase.op()).accumulated() ? List.of() : differentiableBy();
  }

  @Override
  public String inexact() {
    return "the count need not divide a sum";
  }

  private static OpCase total(String name, Shape shape) {
    return OpCase.of(name + "_total", new Mean(true), Argument.real(shape), Argument.real()).big();
  }

  private static OpCase of(String name, Shape shape) {
    OpCase all = OpCase.of(name, new Mean(), Argument.real(shape));
    return name.equals("big") ? all.big() : all;
  }
}
