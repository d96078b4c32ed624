package io.fovea.testkit;

import io.fovea.backend.Device;
import io.fovea.check.Bounds;
import io.fovea.check.Sample;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a case's results must be: computed once on the reference, for all backends. */
public final class Expectation {
  /** Draws of the arguments before a case is found to prove nothing. */
  private static final int DRAWS = 8;

  /** Above this a float no longer holds every integer. */
  private static final double LARGEST_INTEGER = 0x1p24;

  private final Device reference;
  private final OpCase theCase;
  private final long seed;
  private final Map<Algorithms.Needs, Sample> integers = new HashMap<>();
  private Sample reals;
  private List<double[]> bounds;

  public Expectation(Device reference, OpCase theCase, long seed) {
    this.reference = reference;
    this.theCase = theCase;
    this.seed = seed;
  }

  long seed() {
    return seed;
  }

  OpCase theCase() {
    return theCase;
  }

  /** Small integers, and results that any order of exact arithmetic gives. */
  Sample integers(Algorithms.Needs needs) {
    return integers.computeIfAbsent(needs, key -> drawIntegers(needs));
  }

  private Sample drawIntegers(Algorithms.Needs needs) {
    Sample sample =
        draw(
            (random, i) -> {
              Argument argument = theCase.arguments().get(i);
              Tensor tensor = argument.fill().integers(argument.type(), random);
              return times(tensor, needs.multiple(i));
            });
    if (theCase.kind() != OpCase.Kind.SPECIAL) {
      sample.expected().forEach(this::requireExact);
      sample.ofMagnitudes().forEach(this::requireSmall);
    }
    return sample;
  }

  /** Reals in general position. */
  public Sample reals() {
    if (reals == null) {
      reals =
          draw(
              (random, i) -> {
                Argument argument = theCase.arguments().get(i);
                return argument.fill().reals(argument.type(), random);
              });
    }
    return reals;
  }

  /** Bounds for the results of {@link #reals}. */
  List<double[]> bounds() {
    if (bounds == null) {
      bounds = Bounds.of(theCase.op()).of(reals());
    }
    return bounds;
  }

  private interface Draw {
    Tensor of(Random random, int input);
  }

  private Sample draw(Draw draw) {
    String reason = "";
    for (int attempt = 0; attempt < DRAWS; attempt++) {
      Random random = new Random((seed + attempt) * 0x9E3779B97F4A7C15L);
      List<Tensor> inputs = new ArrayList<>();
      for (int i = 0; i < theCase.arguments().size(); i++) {
        inputs.add(draw.of(random, i));
      }
      Sample sample = Sample.of(reference, theCase.op(), inputs);
      reason = Vacuity.of(sample.expected(), theCase.spread());
      if (reason.isEmpty()) {
        return sample;
      }
    }
    throw new AssertionError(theCase.id() + " proves nothing: " + reason + "; " + theCase);
  }

  private static Tensor times(Tensor tensor, int multiple) {
    if (multiple == 1) {
      return tensor;
    }
    double[] values = tensor.doubles().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= multiple;
    }
    return Tensor.of(tensor.shape(), values);
  }

  private void requireExact(Tensor expected) {
    for (int i = 0; i < expected.length() && expected.dtype() == DType.F64; i++) {
      double value = expected.get(i);
      if ((float) value != value) {
        throw new AssertionError(theCase.id() + ": " + value + " is no float, so not exact");
      }
    }
  }

  private void requireSmall(Tensor magnitudes) {
    for (int i = 0; i < magnitudes.length() && magnitudes.dtype() == DType.F64; i++) {
      if (!(magnitudes.get(i) < LARGEST_INTEGER)) {
        throw new AssertionError(theCase.id() + ": sums reach 2^24, so they may be rounded");
      }
    }
  }
}
