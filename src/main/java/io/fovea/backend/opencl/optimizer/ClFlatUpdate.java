package io.fovea.backend.opencl.optimizer;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.FlatUpdate;
import io.fovea.op.UpdateRule;
import java.util.Arrays;

/** One step of an optimiser over a flat region. */
final class ClFlatUpdate implements ClLowering {
  /** How many numbers of a rule the kernel takes. */
  private static final int NUMBERS = 8;

  @Override
  public String name() {
    return "flat";
  }

  @Override
  public void lower(ClNode node) {
    FlatUpdate op = (FlatUpdate) node.node().op();
    int moments = op.moments();
    ClMemory parameters = node.input(0);
    FlatRegion region = FlatRegion.of(node.target(), parameters.length());
    var macros = region.macros().with("RULE", op.rule().name()).with("MOMENTS", moments);
    macros = macros.with("SETTLES", op.rule().settles() ? 1 : 0);
    var kernel = node.kernel("flat_update.cl", "flat_update", macros);
    kernel.ints(region.blocks(), op.decoupledDecay() ? 1 : 0);
    for (double number : Arrays.copyOf(numbers(op.rule()), NUMBERS)) {
      kernel.floats((float) number);
    }
    kernel.read(node.input(1));
    for (int i = 2 + moments; i < 7 + moments; i++) {
      kernel.read(node.input(i));
    }
    kernel.update(parameters);
    for (int i = 2; i < 2 + moments; i++) {
      kernel.update(node.input(i));
    }
    region.deal(kernel).bind();
  }

  /** The numbers of a rule in the order in which its part of the kernel file names them. */
  private static double[] numbers(UpdateRule rule) {
    if (rule instanceof UpdateRule.Sgd r) {
      return new double[] {r.momentum(), 1 - r.dampening(), r.nesterov() ? 1 : 0};
    }
    if (rule instanceof UpdateRule.Adagrad r) {
      return new double[] {r.rateDecay(), r.initial(), r.epsilon()};
    }
    if (rule instanceof UpdateRule.Adadelta r) {
      return new double[] {r.rho(), 1 - r.rho(), r.epsilon()};
    }
    if (rule instanceof UpdateRule.RmsProp r) {
      double centred = r.centred() ? 1 : 0;
      return new double[] {r.alpha(), 1 - r.alpha(), r.epsilon(), r.momentum(), centred};
    }
    if (rule instanceof UpdateRule.Adam r) {
      return new double[] {
        r.beta1(),
        1 - r.beta1(),
        r.beta2(),
        1 - r.beta2(),
        r.epsilon(),
        Math.log(r.beta1()),
        Math.log(r.beta2())
      };
    }
    if (rule instanceof UpdateRule.Nadam r) {
      return new double[] {
        r.beta1(),
        1 - r.beta1(),
        r.beta2(),
        1 - r.beta2(),
        r.epsilon(),
        Math.log(r.beta2()),
        r.momentumDecay() * Math.log(0.96)
      };
    }
    UpdateRule.Lion r = (UpdateRule.Lion) rule;
    return new double[] {r.beta1(), 1 - r.beta1(), r.beta2(), 1 - r.beta2()};
  }
}
