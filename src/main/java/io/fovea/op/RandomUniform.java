package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Random numbers for each example of a batch, uniform in {@code [low, high)}. Number j of example i
 * is {@code low + (high - low) u}, where u is a multiple of 2^-24: the upper bits of word j % 4 of
 * the Philox block whose counter is {@code ((position + i) blocks + j / 4, step, stream)}, with
 * {@code blocks} blocks of four words for an example. It depends on how many examples came before,
 * not on how they were put into batches. Inputs {@code seed [2]} (low word first), {@code step} and
 * {@code position} (I32 scalars); output {@code y [n, ..item]}.
 *
 * @param item shape of the numbers of one example
 * @param stream {@linkplain io.fovea.tensor.Philox#stream hash} of what they are for
 */
public record RandomUniform(int n, Shape item, double low, double high, long stream) implements Op {
  /** Numbers are {@code low} plus a multiple of this part of the range. */
  private static final double UNIT = 0x1p-24;

  public RandomUniform {
    require(n >= 1, "n must be at least 1, got %d", n);
    require(
        low < high && Double.isFinite(high - low),
        "low must be less than high, both finite, got %s and %s",
        low,
        high);
    require(item.elements() * n <= Integer.MAX_VALUE, "%d times %s is too many", n, item);
  }

  /** Numbers of one example. */
  public int count() {
    return (int) item.elements();
  }

  /** Philox blocks of one example. */
  public int blocks() {
    return (count() + 3) / 4;
  }

  /** The number in [0, 1) that a random word stands for. */
  public static float unit(int word) {
    return (word >>> 8) * (float) UNIT;
  }

  /**
   * The integer in [0, count) that a number u of [0, 1) stands for, {@code floor(u count)} without
   * any rounding; a u beyond that range counts as the nearest in it.
   */
  public static int choice(double u, int count) {
    long bits = (long) Math.max(0, Math.min(1 / UNIT - 1, u / UNIT));
    return (int) ((bits * count) >> 24);
  }

  @Override
  public String name() {
    return "random_uniform";
  }

  @Override
  public List<String> inputNames() {
    return List.of("seed", "step", "position");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    Rules.dtype("seed", inputs.get(0), DType.I32);
    Shape seed = inputs.get(0).shape();
    require(seed.equals(Shape.of(2)), "seed must be [2], got %s", seed);
    Rules.scalar("step", inputs.get(1), DType.I32);
    Rules.scalar("position", inputs.get(2), DType.I32);
    return List.of(TensorType.real(item.batched(n)));
  }

  @Override
  public boolean isDifferentiable(int output) {
    return false;
  }

  @Override
  public boolean isPerStep() {
    return true;
  }

  @Override
  public int integerBound(int input, List<TensorType> inputs) {
    return 1 << 24;
  }
}
