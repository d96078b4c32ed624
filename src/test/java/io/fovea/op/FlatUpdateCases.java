package io.fovea.op;

import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link FlatUpdate}: every rule and option, frozen blocks, an unhealthy step. */
public final class FlatUpdateCases implements OpCases {
  private static final UpdateRule DESCENT = new UpdateRule.Sgd(0, 0, false);
  private static final UpdateRule MOMENTUM = new UpdateRule.Sgd(0.5, 0, false);
  private static final UpdateRule DAMPENED = new UpdateRule.Sgd(0.5, 0.25, false);
  private static final UpdateRule NESTEROV = new UpdateRule.Sgd(0.5, 0, true);
  private static final UpdateRule ADAM = new UpdateRule.Adam(0.9, 0.999, 1e-8, false);
  private static final UpdateRule NADAM = new UpdateRule.Nadam(0.9, 0.999, 1e-8, 4e-3);

  @Override
  public Class<FlatUpdate> op() {
    return FlatUpdate.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", DESCENT, 1, 3, 1),
        of("plain", DESCENT, 9, 3, 1),
        of("momentum", MOMENTUM, 5, 3, 1),
        of("first_step", MOMENTUM, 5, 0, 1),
        of("dampened", DAMPENED, 3, 3, 1),
        of("dampened_first_step", DAMPENED, 3, 0, 1),
        of("nesterov", NESTEROV, 7, 3, 1),
        of("unhealthy", NESTEROV, 3, 3, 0),
        of("big", MOMENTUM, 801, 3, 1),
        decoupled("decoupled_sgd", MOMENTUM, 3),
        of("lion", new UpdateRule.Lion(0.5, 0.75), 5, 3, 1),
        decoupled("decoupled_lion", new UpdateRule.Lion(0.9, 0.99), 5).rounded(),
        of("odd", ADAM, 9, 3, 1).rounded(),
        of("adam_first_step", ADAM, 5, 0, 1).rounded(),
        of("adam_later_step", ADAM, 5, 1234567, 1).rounded(),
        of("adam_unhealthy", ADAM, 3, 3, 0),
        decoupled("adamw", ADAM, 7).rounded(),
        of("adam_big", ADAM, 801, 3, 1).rounded(),
        of("amsgrad", new UpdateRule.Adam(0.9, 0.999, 1e-8, true), 5, 3, 1).rounded(),
        of("adagrad", new UpdateRule.Adagrad(0.1, 0, 1e-10), 5, 3, 1).rounded(),
        of("adagrad_first_step", new UpdateRule.Adagrad(0.1, 0.1, 1e-10), 5, 0, 1).rounded(),
        of("adadelta", new UpdateRule.Adadelta(0.9, 1e-6), 5, 3, 1).rounded(),
        of("rmsprop", new UpdateRule.RmsProp(0.99, 1e-8, 0, false), 5, 3, 1).rounded(),
        of("rmsprop_momentum", new UpdateRule.RmsProp(0.9, 1e-8, 0.9, false), 5, 3, 1).rounded(),
        centred("rmsprop_centred", new UpdateRule.RmsProp(0.9, 1e-8, 0, true)),
        centred("rmsprop_centred_momentum", new UpdateRule.RmsProp(0.9, 1e-8, 0.5, true)),
        of("nadam", NADAM, 5, 3, 1).rounded(),
        of("nadam_first_step", NADAM, 5, 0, 1).rounded(),
        of("nadam_later_step", NADAM, 5, 1234567, 1).rounded(),
        of("nadam_slow", new UpdateRule.Nadam(0.99, 0.9, 1e-8, 1), 3, 100, 1).rounded());
  }

  private static OpCase of(String name, UpdateRule rule, int blocks, int step, int healthy) {
    return of(name, new FlatUpdate(rule, false), blocks, step, healthy, Fill.POSITIVE);
  }

  private static OpCase decoupled(String name, UpdateRule rule, int blocks) {
    return of(name, new FlatUpdate(rule, true), blocks, 3, 1, Fill.POSITIVE);
  }

  /** A mean whose square stays below the mean square. */
  private static OpCase centred(String name, UpdateRule rule) {
    Fill small = Fill.each(r -> r.nextInt(3) - 1, r -> r.nextDouble() - 0.5);
    return of(name, new FlatUpdate(rule, false), 5, 3, 1, small).rounded();
  }

  private static OpCase of(
      String name, FlatUpdate op, int blocks, int step, int healthy, Fill second) {
    int elements = blocks * FlatUpdate.BLOCK;
    boolean isRoot = !(op.rule() instanceof UpdateRule.Sgd || op.rule() instanceof UpdateRule.Lion);
    boolean isSigned =
        op.rule() instanceof UpdateRule.Adam || op.rule() instanceof UpdateRule.Nadam;
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.real(elements));
    arguments.add(Argument.real(elements));
    for (int i = 0; i < op.moments(); i++) {
      Fill kept = i == 0 && (isSigned || !isRoot) ? Fill.NUMBERS : i == 0 ? Fill.POSITIVE : second;
      arguments.add(Argument.of(kept, elements));
    }
    arguments.add(Argument.given(Tensor.scalar(isRoot ? 0.001f : 0.25f)));
    arguments.add(Argument.given(Tensor.scalar(step)));
    arguments.add(Argument.given(Tensor.scalar(healthy)));
    // Every second block or so is frozen.
    arguments.add(Argument.of(Fill.between(blocks == 1 ? 1 : 0, 1), blocks));
    arguments.add(
        Argument.of(Fill.each(r -> r.nextInt(3) * 0.5, r -> 0.01 * r.nextDouble()), blocks));
    return OpCase.of(name, op, arguments.toArray(new Argument[0]));
  }
}
