package io.fovea.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Eager;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What an optimiser keeps for a parameter whose gradients have become zeros ends as zero, and not
 * as a subnormal number, with which some processors compute many times as slowly.
 */
class VanishingMomentsTest {
  private static final Shape REGION = Shape.of(2 * FlatUpdate.BLOCK);
  private static final Shape BLOCKS = Shape.of(2);

  private static final List<UpdateRule> RULES =
      List.of(
          new UpdateRule.Sgd(0.9, 0, false),
          new UpdateRule.Sgd(0.9, 0, true),
          new UpdateRule.Adam(0.9, 0.999, 1e-8, false),
          new UpdateRule.Adam(0.9, 0.999, 1e-8, true),
          new UpdateRule.Nadam(0.9, 0.999, 1e-8, 4e-3),
          new UpdateRule.Lion(0.9, 0.99),
          new UpdateRule.Adagrad(0, 0, 1e-10),
          new UpdateRule.Adadelta(0.9, 1e-6),
          new UpdateRule.RmsProp(0.99, 1e-8, 0.9, true));

  @Test
  void endAsZeros() {
    try (BackendsUnderTest backends = new BackendsUnderTest()) {
      for (Target target : backends.targets()) {
        // In double precision these are no subnormal numbers.
        if (!target.name().equals("reference")) {
          for (UpdateRule rule : RULES) {
            check(target, rule, 1.2e-38f);
            check(target, rule, 1e-41f);
          }
        }
      }
    }
  }

  /** Without an epsilon there would be nothing left to divide by. */
  @Test
  void stayWhereTheirRootsAreDividedBy() {
    try (BackendsUnderTest backends = new BackendsUnderTest()) {
      for (Target target : backends.targets()) {
        for (UpdateRule rule :
            List.of(
                new UpdateRule.Adam(0.9, 0.999, 0, false),
                new UpdateRule.Adam(0.9, 0.999, 0, true),
                new UpdateRule.Nadam(0.9, 0.999, 0, 4e-3),
                new UpdateRule.Adagrad(0, 0, 0),
                new UpdateRule.RmsProp(0.99, 0, 0, false))) {
          float[] kept = new float[Math.toIntExact(REGION.elements())];
          Arrays.fill(kept, 1e-38f);
          List<Tensor> inputs = inputs(rule, kept);
          step(target, rule, inputs);
          Tensor parameters = step(target, rule, inputs).get(0);
          for (int i = 0; i < kept.length; i++) {
            assertTrue(Double.isFinite(parameters.get(i)), target + " " + rule);
          }
        }
      }
    }
  }

  private static void check(Target target, UpdateRule rule, float small) {
    // In each block the numbers that are kept are small or, every second, large enough to stay.
    float[] kept = new float[Math.toIntExact(REGION.elements())];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = i % 2 == 0 ? small : 1e-30f;
    }
    List<Tensor> inputs = inputs(rule, kept);
    // One step takes them there, or next to it, the second to the end.
    step(target, rule, inputs);
    List<Tensor> results = step(target, rule, inputs);
    for (int moment = 1; moment <= rule.moments(); moment++) {
      for (int i = 0; i < kept.length; i++) {
        double value = results.get(moment).get(i);
        String what = "%s %s moment %d: %s".formatted(target, rule, moment, value);
        if (i % 2 == 1) {
          assertTrue(value > 0.4e-30, what);
        } else if (value != 0) {
          assertTrue(Math.abs(value) >= Float.MIN_NORMAL, what);
        }
      }
    }
    assertEquals(1 + rule.moments(), results.size());
  }

  /** Parameters and gradients that are zeros, before a step in which {@code cpu} settles. */
  private static List<Tensor> inputs(UpdateRule rule, float[] kept) {
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(Tensor.zeros(DType.F32, REGION));
    inputs.add(Tensor.zeros(DType.F32, REGION));
    for (int i = 0; i < rule.moments(); i++) {
      inputs.add(Tensor.of(REGION, kept));
    }
    inputs.add(Tensor.scalar(0.001f));
    inputs.add(Tensor.scalar(16));
    inputs.add(Tensor.scalar(1));
    inputs.add(Tensor.of(BLOCKS, 1f, 1));
    inputs.add(Tensor.of(BLOCKS, 0f, 0));
    return inputs;
  }

  /** One step more, whose results are the next inputs. */
  private static List<Tensor> step(Target target, UpdateRule rule, List<Tensor> inputs) {
    List<Tensor> results =
        Eager.runAll(
            target.device(), new FlatUpdate(rule, false), CompileOptions.standard(), inputs);
    inputs.set(0, results.get(0));
    for (int moment = 1; moment <= rule.moments(); moment++) {
      inputs.set(1 + moment, results.get(moment));
    }
    return results;
  }
}
