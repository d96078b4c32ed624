package io.fovea.testkit;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Program;
import io.fovea.backend.UnsupportedGraphException;
import io.fovea.check.Bounds;
import io.fovea.check.Comparison;
import io.fovea.check.Sample;
import io.fovea.op.Reshape;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Takes one case through the layers exact, rounding, guard and repeat, with one implementation on
 * one backend.
 *
 * <p>The first program has NaN in all memory that it should write, and bands around every tensor of
 * reals, and around scratch memory where the backend offers them; it computes integers, which must
 * be exact, and reals, which must be within their bounds. The second is planned as users' are, and
 * must give the same bits, twice.
 */
public final class CaseRun {
  /** Name of the one way to do a reshape: nothing is launched. */
  static final String ALIAS = "alias";

  private final OpCases table;
  private final Expectation expectation;
  private final Target target;
  private final String implementation;
  private final Tally tally;

  public CaseRun(
      OpCases table, Expectation expectation, Target target, String implementation, Tally tally) {
    this.table = table;
    this.expectation = expectation;
    this.target = target;
    this.implementation = implementation;
    this.tally = tally;
  }

  /**
   * Runs it.
   *
   * @return false if the implementation refuses the case
   * @throws AssertionError saying what is wrong, and how to run only this case
   */
  public boolean run() {
    OpCase theCase = expectation.theCase();
    CompileOptions options = CompileOptions.standard();
    if (!implementation.equals(ALIAS)) {
      options = options.force(theCase.op().name(), implementation);
    }
    try {
      CompileOptions poisoned = options.poisoned();
      boolean isSpecial = theCase.kind() == OpCase.Kind.SPECIAL;
      List<Tensor> poisonedResults = List.of();
      try (Harness harness =
          target.guarded(() -> new Harness(target.device(), theCase, poisoned, true))) {
        requireTrace(harness.program());
        boolean canBeExact = table.inexact().isEmpty() && theCase.kind() != OpCase.Kind.ROUNDED;
        Optional<Sample> integers =
            canBeExact || isSpecial ? expectation.integers(needs()) : Optional.empty();
        if (integers.isPresent()) {
          List<Tensor> got = guardedRun(harness, integers.get());
          compare(Layer.EXACT, integers.get(), got, null);
          tally.count(theCase.op(), target, implementation, Layer.EXACT);
        }
        if (!isSpecial) {
          poisonedResults = guardedRun(harness, expectation.reals());
          compare(Layer.ROUNDING, expectation.reals(), poisonedResults, bounds());
          tally.count(theCase.op(), target, implementation, Layer.ROUNDING);
        }
      }
      tally.count(theCase.op(), target, implementation, Layer.GUARD);
      if (!isSpecial) {
        repeat(options, poisonedResults);
        tally.count(theCase.op(), target, implementation, Layer.REPEAT);
      }
      return true;
    } catch (UnsupportedGraphException e) {
      return false;
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(e.getMessage() + describe(), e);
    }
  }

  private List<Tensor> guardedRun(Harness harness, Sample sample) {
    return target.guarded(() -> harness.run(sample.inputs()));
  }

  private Algorithms.Needs needs() {
    return Algorithms.of(expectation.theCase().op().name(), implementation);
  }

  /** Those of the op; of an algorithm that amplifies errors, normwise. */
  private List<double[]> bounds() {
    double amplification = needs().amplification();
    return amplification == 1
        ? expectation.bounds(target.device().precision())
        : expectation.bounds(Bounds.of(expectation.theCase().op()).normwise(amplification));
  }

  /** Proves that the forced implementation runs. */
  private void requireTrace(Program program) {
    List<Program.Launch> launches = program.launches();
    if (expectation.theCase().op() instanceof Reshape) {
      if (!launches.isEmpty()) {
        throw new AssertionError("a reshape moves nothing, but launches " + launches);
      }
      return;
    }
    String op = expectation.theCase().op().name();
    boolean all =
        launches.stream()
            .allMatch(l -> l.op().equals(op) && l.implementation().equals(implementation));
    if (launches.isEmpty() || !all) {
      throw new AssertionError(implementation + " was forced, but " + launches + " runs");
    }
  }

  private void compare(Layer layer, Sample sample, List<Tensor> got, List<double[]> bounds) {
    for (int i = 0; i < got.size(); i++) {
      Tensor want = sample.expected().get(i);
      boolean isReal = want.dtype() == DType.F64;
      double[] bound = bounds == null || !isReal ? new double[want.length()] : bounds.get(i);
      // The reference is compared with itself in double, all others with the float nearest to it.
      Tensor wanted =
          layer == Layer.EXACT && isReal && got.get(i).dtype() == DType.F32
              ? Tensor.of(want.shape(), want.floats())
              : want;
      Comparison comparison = Comparison.of(got.get(i), wanted, bound);
      if (!comparison.passes()) {
        throw new AssertionError("layer " + layer + ", result " + i + " " + comparison);
      }
    }
  }

  private void repeat(CompileOptions options, List<Tensor> first) {
    try (Harness harness = new Harness(target.device(), expectation.theCase(), options, false)) {
      for (String when : List.of("unguarded and unpoisoned", "the second time")) {
        List<Tensor> again = harness.run(expectation.reals().inputs());
        if (!again.equals(first)) {
          throw new AssertionError("layer " + Layer.REPEAT + ": other bits " + when);
        }
      }
    }
  }

  private String describe() {
    OpCase theCase = expectation.theCase();
    return "\n  case "
        + theCase.id()
        + ": "
        + theCase
        + "\n  backend "
        + target
        + ", implementation "
        + implementation
        + ", seed "
        + expectation.seed()
        + "\n  alone: mvn -q -Pquick test -Dtest=OpTest -D"
        + Selection.CASE
        + "="
        + theCase.id()
        + " -D"
        + BackendsUnderTest.PROPERTY
        + "="
        + target
        + " -D"
        + Selection.IMPLEMENTATION
        + "="
        + implementation
        + " -D"
        + Selection.SEED
        + "="
        + Selection.seed();
  }
}
