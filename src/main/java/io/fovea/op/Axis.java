package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What {@link Resample2d} does along one axis of an image: each output pixel is a sum of some input
 * pixels, each times a weight. In other words a sparse matrix {@code [outputs, inputs]}, whose
 * transpose is the gradient.
 */
public final class Axis {
  private final String name;
  private final int inputs;

  /** The entries of output o are those from {@code begin[o]} to {@code begin[o + 1] - 1}. */
  private final int[] begin;

  private final int[] source;
  private final double[] weight;

  private Axis(String name, int inputs, int[] begin, int[] source, double[] weight) {
    this.name = name;
    this.inputs = inputs;
    this.begin = begin;
    this.source = source;
    this.weight = weight;
  }

  /** Every pixel as it is. */
  public static Axis same(int inputs) {
    return choice("same " + inputs, inputs, inputs, o -> o);
  }

  /** What a border around an image holds. */
  public enum Edge {
    /** Zeros. */
    ZERO,
    /** The first and the last pixel, repeated. */
    REPLICATE,
    /** The pixels mirrored in the first and in the last, which are not repeated. */
    REFLECT
  }

  /** More pixels before and behind. */
  public static Axis pad(Edge edge, int inputs, int before, int after) {
    require(
        before >= 0 && after >= 0, "padding must not be negative, got %d and %d", before, after);
    require(
        edge != Edge.REFLECT || (before < inputs && after < inputs),
        "an axis of %d pixels can be reflected by less than that, got %d and %d",
        inputs,
        before,
        after);
    long outputs = (long) inputs + before + after;
    require(outputs <= Integer.MAX_VALUE, "an axis of %d pixels is too long", outputs);
    return choice(
        "pad " + edge + " " + before + "+" + inputs + "+" + after,
        inputs,
        (int) outputs,
        o -> edge(edge, o - before, inputs));
  }

  private static int edge(Edge edge, int i, int inputs) {
    return switch (edge) {
      case ZERO -> i;
      case REPLICATE -> Math.max(0, Math.min(inputs - 1, i));
      case REFLECT -> Math.abs(i) < inputs ? Math.abs(i) : 2 * (inputs - 1) - i;
    };
  }

  /** Fewer pixels before and behind. */
  public static Axis crop(int inputs, int before, int after) {
    require(
        before >= 0 && after >= 0 && (long) before + after < inputs,
        "of an axis of %d pixels, %d and %d cannot be cropped",
        inputs,
        before,
        after);
    String name = "crop " + before + "+" + inputs + "+" + after;
    return choice(name, inputs, inputs - before - after, o -> o + before);
  }

  /** Every {@code stride}-th pixel from {@code first} on, zero where there is none. */
  public static Axis every(int inputs, int outputs, int first, int stride) {
    require(outputs >= 1 && stride >= 1, "nothing lies every %d of %d pixels", stride, outputs);
    String name = "every " + first + "+" + stride + "*" + outputs + " of " + inputs;
    return choice(name, inputs, outputs, o -> o * stride + first);
  }

  /** Every pixel, {@code factor} times. */
  public static Axis repeat(int inputs, int factor) {
    require(factor >= 1, "the factor must be at least 1, got %d", factor);
    long outputs = (long) inputs * factor;
    require(outputs <= Integer.MAX_VALUE, "an axis of %d pixels is too long", outputs);
    return choice("repeat " + inputs + "*" + factor, inputs, (int) outputs, o -> o / factor);
  }

  /**
   * Linear interpolation: output o lies at {@code (o + 1/2) inputs / outputs - 1/2}, and beyond the
   * first and last pixel there is nothing new. This is what PyTorch calls {@code
   * align_corners=False} and ONNX {@code half_pixel}.
   */
  public static Axis linear(int inputs, int outputs) {
    require(outputs >= 1, "an axis must have a pixel, got %d", outputs);
    var rows = new Rows("linear " + inputs + ">" + outputs, inputs, outputs);
    for (int o = 0; o < outputs; o++) {
      double at = Math.max(0, (o + 0.5) * inputs / outputs - 0.5);
      int left = Math.min((int) at, inputs - 1);
      double far = left == inputs - 1 ? 0 : at - left;
      rows.add(left, 1 - far);
      if (far > 0) {
        rows.add(left + 1, far);
      }
      rows.end();
    }
    return rows.axis();
  }

  /**
   * Means: output o is that of the pixels from {@code floor(o inputs / outputs)} to {@code ceil((o
   * + 1) inputs / outputs) - 1}, as in PyTorch's adaptive pooling.
   */
  public static Axis mean(int inputs, int outputs) {
    require(outputs >= 1, "an axis must have a pixel, got %d", outputs);
    var rows = new Rows("mean " + inputs + ">" + outputs, inputs, outputs);
    for (int o = 0; o < outputs; o++) {
      int first = (int) ((long) o * inputs / outputs);
      int end = (int) (((o + 1L) * inputs + outputs - 1) / outputs);
      for (int i = first; i < end; i++) {
        rows.add(i, 1.0 / (end - first));
      }
      rows.end();
    }
    return rows.axis();
  }

  /**
   * A smooth curve through the neighbourhood of a few points, {@code spacing} pixels apart: a
   * uniform cubic B-spline. Weights are positive and sum to one, so that no output lies beyond the
   * inputs. There are {@code (outputs - 1) / spacing + 4} inputs.
   */
  public static Axis spline(int outputs, int spacing) {
    require(outputs >= 1 && spacing >= 1, "no spline of %d pixels by %d each", outputs, spacing);
    int inputs = (outputs - 1) / spacing + 4;
    var rows = new Rows("spline " + outputs + " by " + spacing, inputs, outputs);
    for (int o = 0; o < outputs; o++) {
      double t = (double) (o % spacing) / spacing;
      rows.add(o / spacing, (1 - t) * (1 - t) * (1 - t) / 6);
      rows.add(o / spacing + 1, ((3 * t - 6) * t * t + 4) / 6);
      rows.add(o / spacing + 2, (((3 - 3 * t) * t + 3) * t + 1) / 6);
      rows.add(o / spacing + 3, t * t * t / 6);
      rows.end();
    }
    return rows.axis();
  }

  /** The gradient's matrix: what was an output is an input. */
  public Axis transposed() {
    var rows = new Rows(name + " transposed", outputs(), inputs);
    List<List<int[]>> entries = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      entries.add(new ArrayList<>());
    }
    for (int o = 0; o < outputs(); o++) {
      for (int k = begin[o]; k < begin[o + 1]; k++) {
        entries.get(source[k]).add(new int[] {o, k});
      }
    }
    for (List<int[]> row : entries) {
      row.forEach(entry -> rows.add(entry[0], weight[entry[1]]));
      rows.end();
    }
    return rows.axis();
  }

  private static Axis choice(String name, int inputs, int outputs, IntUnaryOperator source) {
    var rows = new Rows(name, inputs, outputs);
    for (int o = 0; o < outputs; o++) {
      int i = source.applyAsInt(o);
      if (i >= 0 && i < inputs) {
        rows.add(i, 1);
      }
      rows.end();
    }
    return rows.axis();
  }

  /** Pixels of the input. */
  public int inputs() {
    return inputs;
  }

  /** Pixels of the output. */
  public int outputs() {
    return begin.length - 1;
  }

  /** Number of entries of all outputs. */
  public int entries() {
    return source.length;
  }

  /** The first entry of output o; its last is the one before the first of output o + 1. */
  public int begin(int o) {
    return begin[o];
  }

  /** The input pixel of an entry. */
  public int source(int entry) {
    return source[entry];
  }

  /** The weight of an entry. */
  public double weight(int entry) {
    return weight[entry];
  }

  /** The most entries that an output has. */
  public int mostEntries() {
    int most = 0;
    for (int o = 0; o < outputs(); o++) {
      most = Math.max(most, begin[o + 1] - begin[o]);
    }
    return most;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Axis axis
        && inputs == axis.inputs
        && Arrays.equals(begin, axis.begin)
        && Arrays.equals(source, axis.source)
        && Arrays.equals(weight, axis.weight);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(source) + Arrays.hashCode(weight);
  }

  /** The rule and its numbers, from which the entries follow. */
  @Override
  public String toString() {
    return name;
  }

  /** An axis being made, output by output. */
  private static final class Rows {
    private final String name;
    private final int inputs;
    private final int[] begin;
    private int[] source;
    private double[] weight;
    private int row;
    private int entries;

    Rows(String name, int inputs, int outputs) {
      this.name = name;
      this.inputs = inputs;
      this.begin = new int[outputs + 1];
      this.source = new int[outputs];
      this.weight = new double[outputs];
    }

    void add(int from, double factor) {
      if (entries == source.length) {
        source = Arrays.copyOf(source, 2 * entries + 2);
        weight = Arrays.copyOf(weight, 2 * entries + 2);
      }
      source[entries] = from;
      weight[entries++] = factor;
    }

    void end() {
      begin[++row] = entries;
    }

    Axis axis() {
      return new Axis(
          name, inputs, begin, Arrays.copyOf(source, entries), Arrays.copyOf(weight, entries));
    }
  }
}
