package io.fovea.check;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.graph.GraphBuilder;
import io.fovea.op.Op;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Compares gradient rules with central differences, in double precision on the reference backend.
 *
 * <p>Of each tensor every coordinate is compared, or a seeded sample of a large one. A coordinate's
 * quotient comes from two central differences, at steps h and h/2, extrapolated (Richardson). Where
 * the two disagree, as they do if a kink such as ReLU's lies within the step, or where the slopes
 * to both sides do not approach each other, as on a kink, h shrinks; where that does not help the
 * coordinate is left out and counted. None of this sees the analytic gradient.
 *
 * <p>Errors are relative to the larger of both, but not less than a floor: a thousandth of the
 * tensor's largest gradient or a millionth of the largest of all tensors.
 */
public final class GradientCheck {
  private static final double LARGEST_STEP = 1e-4;
  private static final double SMALLEST_STEP = 1e-7;

  /** Two differences agree if they differ by less than this part of the quotient or the floor. */
  private static final double AGREEMENT = 1e-6;

  private static final double TENSOR_FLOOR = 1e-3;
  private static final double TOTAL_FLOOR = 1e-6;

  private final long seed;
  private final int coordinates;

  private GradientCheck(long seed, int coordinates) {
    this.seed = seed;
    this.coordinates = coordinates;
  }

  /** Up to 500 coordinates a tensor, seed 1. */
  public static GradientCheck standard() {
    return new GradientCheck(1, 500);
  }

  /** This check with another seed of samples and upstream gradients. */
  public GradientCheck seed(long newSeed) {
    return new GradientCheck(newSeed, coordinates);
  }

  /** This check with another number of coordinates to compare in each tensor, at the most. */
  public GradientCheck coordinates(int atMost) {
    if (atMost < 1) {
      throw new IllegalArgumentException("gradient check: no coordinates to compare: " + atMost);
    }
    return new GradientCheck(seed, atMost);
  }

  /** Checks an op's gradients by all its real inputs. */
  public GradientReport op(Op op, Tensor... inputs) {
    List<Integer> real = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      if (isReal(inputs[i])) {
        real.add(i);
      }
    }
    return op(op, List.of(inputs), real);
  }

  /**
   * Checks an op's gradients by some of its inputs, given a random gradient at each of its outputs
   * that gradients flow through.
   *
   * @param by indices of the inputs
   */
  public GradientReport op(Op op, List<Tensor> inputs, List<Integer> by) {
    GraphBuilder graph = new GraphBuilder();
    graph.label(op.name());
    Map<String, Tensor> values = new LinkedHashMap<>();
    List<Value> arguments = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      String name = op.inputNames().get(i);
      values.put(name, inputs.get(i));
      arguments.add(graph.input(name, type(inputs.get(i))));
    }
    List<Value> outputs = graph.emitAll(op, arguments);
    List<Value> differentiable = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      if (op.isDifferentiable(i) && outputs.get(i).type().dtype() == DType.F32) {
        differentiable.add(outputs.get(i));
      }
    }
    List<String> names = by.stream().map(op.inputNames()::get).toList();
    return outputs(graph, differentiable, values, names);
  }

  /**
   * Checks the gradients of a scalar by graph inputs and state.
   *
   * @param graph computes the loss; this check adds nodes to it
   * @param values for every input by name, and for the state it reads by path; other state is zero
   * @param by names and paths to differentiate by
   */
  public GradientReport loss(
      GraphBuilder graph, Value loss, Map<String, Tensor> values, List<String> by) {
    return outputs(graph, List.of(loss), values, by);
  }

  /**
   * Checks the gradients of a sum of outputs, each element weighted at random. Better than a loss
   * where there is a choice: in a long sum, rounding hides the change of single elements.
   *
   * @param graph computes the outputs; this check adds nodes to it
   * @param values for every input by name, and for the state it reads by path; other state is zero
   * @param by names and paths to differentiate by
   */
  public GradientReport outputs(
      GraphBuilder graph, List<Value> outputs, Map<String, Tensor> values, List<String> by) {
    List<Tensor> upstream = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      upstream.add(upstream(outputs.get(i), i));
    }
    try (Device device = Devices.reference();
        Objective objective = new Objective(device, graph, outputs, upstream, values, by)) {
      Map<String, Tensor> gradients = objective.gradients();
      double total =
          gradients.values().stream().mapToDouble(GradientCheck::largest).max().orElse(0);
      List<GradientReport.Entry> entries = new ArrayList<>();
      gradients.forEach((name, gradient) -> entries.add(compare(objective, name, gradient, total)));
      return new GradientReport(entries);
    }
  }

  /** A one for a scalar, else random numbers between 1/2 and 3/2 of either sign. */
  private Tensor upstream(Value output, int index) {
    double[] numbers = new double[(int) output.shape().elements()];
    Philox.Sequence random = Philox.sequence(seed, "upstream" + index);
    for (int i = 0; i < numbers.length; i++) {
      double size = 0.5 + random.nextDouble();
      numbers[i] = numbers.length == 1 ? 1 : random.nextInt(2) == 0 ? size : -size;
    }
    return Tensor.of(output.shape(), numbers);
  }

  private GradientReport.Entry compare(
      Objective objective, String name, Tensor gradient, double largestOfAll) {
    double largest = largest(gradient);
    double floor = Math.max(TENSOR_FLOOR * largest, TOTAL_FLOOR * largestOfAll);
    int checked = 0;
    int kinks = 0;
    int worst = -1;
    double worstError = 0;
    double worstNumeric = Double.NaN;
    for (int index : sample(name, gradient.length())) {
      double numeric = quotient(objective, name, index, floor);
      if (Double.isNaN(numeric)) {
        kinks++;
        continue;
      }
      checked++;
      double analytic = gradient.get(index);
      double scale = Math.max(Math.max(Math.abs(analytic), Math.abs(numeric)), floor);
      double error = scale == 0 ? 0 : Math.abs(analytic - numeric) / scale;
      error = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
      if (worst < 0 || error > worstError) {
        worst = index;
        worstError = error;
        worstNumeric = numeric;
      }
    }
    return new GradientReport.Entry(
        name,
        gradient.shape(),
        checked,
        kinks,
        worstError,
        worst,
        worst < 0 ? Double.NaN : gradient.get(worst),
        worstNumeric,
        floor,
        largest == 0);
  }

  /** Largest magnitude; infinite if there is a NaN. */
  private static double largest(Tensor gradient) {
    double largest = 0;
    for (int i = 0; i < gradient.length(); i++) {
      double magnitude = Math.abs(gradient.get(i));
      largest = Math.max(largest, Double.isNaN(magnitude) ? Double.POSITIVE_INFINITY : magnitude);
    }
    return largest;
  }

  private Iterable<Integer> sample(String name, int length) {
    TreeSet<Integer> indices = new TreeSet<>();
    if (length <= coordinates) {
      for (int i = 0; i < length; i++) {
        indices.add(i);
      }
      return indices;
    }
    Philox.Sequence random = Philox.sequence(seed, name);
    while (indices.size() < coordinates) {
      indices.add(random.nextInt(length));
    }
    return indices;
  }

  /** The derivative by one coordinate, or NaN on a kink. */
  private static double quotient(Objective objective, String name, int index, double floor) {
    double best = Double.NaN;
    double leastDisagreement = Double.POSITIVE_INFINITY;
    double size = Math.max(1, Math.abs(objective.coordinate(name, index)));
    for (double step = LARGEST_STEP; step >= SMALLEST_STEP * 0.99; step /= 10) {
      Objective.Slopes wide = objective.slopes(name, index, step * size);
      Objective.Slopes narrow = objective.slopes(name, index, step * size / 2);
      double extrapolated = (4 * narrow.central() - wide.central()) / 3;
      // Away from kinks the gap between the slopes of both sides shrinks with the step.
      double kink = Math.abs(2 * narrow.gap() - wide.gap());
      double difference = Math.max(kink, Math.abs(wide.central() - narrow.central()));
      // Tiny steps may agree by chance: what rounding may do to them counts, too.
      difference += narrow.noise();
      double scale = Math.max(Math.abs(narrow.central()), floor);
      double disagreement = difference == 0 ? 0 : difference / scale;
      if (disagreement < leastDisagreement) {
        leastDisagreement = disagreement;
        best = extrapolated;
      }
      if (disagreement < AGREEMENT / 10) {
        return extrapolated;
      }
    }
    return leastDisagreement < AGREEMENT ? best : Double.NaN;
  }

  private static TensorType type(Tensor tensor) {
    return new TensorType(isReal(tensor) ? DType.F32 : tensor.dtype(), tensor.shape());
  }

  private static boolean isReal(Tensor tensor) {
    return tensor.dtype() == DType.F32 || tensor.dtype() == DType.F64;
  }
}
