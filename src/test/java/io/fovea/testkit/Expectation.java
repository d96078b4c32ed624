package io.fovea.testkit;

import io.fovea.backend.Device;
import io.fovea.backend.Precision;
import io.fovea.check.Bound;
import io.fovea.check.Bounds;
import io.fovea.check.Sample;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Map<Algorithms.Needs, Optional<Sample>> integers = new HashMap<>();
  private Sample reals;
  private final Map<Precision, List<double[]>> bounds = new EnumMap<>(Precision.class);

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

  /**
   * Small integers, and results that any order of exact arithmetic gives; empty if an algorithm
   * makes them so large on the way that they may be rounded.
   */
  Optional<Sample> integers(Algorithms.Needs needs) {
    return integers.computeIfAbsent(needs, key -> drawIntegers(needs));
  }

  private Optional<Sample> drawIntegers(Algorithms.Needs needs) {
    Sample sample =
        draw(
            (random, i) -> {
              Argument argument = theCase.arguments().get(i);
              Tensor tensor = argument.fill().integers(argument.type(), random);
              return scaled(tensor, needs.largest(), needs.multiple(i));
            });
    if (theCase.kind() == OpCase.Kind.SPECIAL) {
      return Optional.of(sample);
    }
    sample.expected().forEach(this::requireExact);
    double largest =
        sample.ofMagnitudes().stream().mapToDouble(Expectation::largest).max().orElse(0);
    if (!(largest < LARGEST_INTEGER)) {
      throw new AssertionError(theCase.id() + ": sums reach 2^24, so they may be rounded");
    }
    return largest * needs.amplification() < LARGEST_INTEGER
        ? Optional.of(sample)
        : Optional.empty();
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

  /** Bounds for the results of {@link #reals} where factors may be rounded. */
  List<double[]> bounds(Precision precision) {
    return bounds.computeIfAbsent(precision, key -> Bounds.of(theCase.op(), precision).of(reals()));
  }

  /** Other bounds for the results of {@link #reals}. */
  List<double[]> bounds(Bound bound) {
    return bound.of(reals());
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

  private static Tensor scaled(Tensor tensor, int largest, int multiple) {
    if (multiple == 1 && largest == Integer.MAX_VALUE) {
      return tensor;
    }
    double[] values = tensor.doubles().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = multiple * Math.max(-largest, Math.min(largest, values[i]));
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

  private static double largest(Tensor magnitudes) {
    double largest = 0;
    for (int i = 0; i < magnitudes.length() && magnitudes.dtype() == DType.F64; i++) {
      largest = Math.max(largest, magnitudes.get(i));
    }
    return largest;
  }
}
