package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One step of an optimiser over all parameters of a model, which lie in one flat region, beside
 * equally laid-out regions of gradients and of the numbers that its {@link UpdateRule} keeps.
 *
 * <p>Inputs, in order: {@code parameters [s]} (overwritten), {@code gradients [s]}, each {@code
 * moment [s]} (overwritten), {@code learningRate} (scalar), {@code step} (I32 scalar, steps
 * finished so far), {@code healthy} (I32 scalar), {@code rate [s / BLOCK]} and {@code decay [s /
 * BLOCK]}: a multiplier of the learning rate and a weight decay for every {@link #BLOCK}
 * consecutive elements. Each parameter begins on a block boundary, so no block holds two.
 *
 * <p>Weight decay comes first: {@code gradients + decay * parameters} is the gradient that the rule
 * sees (coupled, L2), or {@code parameters -= learningRate * rate * decay * parameters}
 * (decoupled). Nothing changes where {@code healthy} is 0, and an element whose {@code rate} is 0
 * is frozen.
 *
 * <p>Source of decoupled decay: Loshchilov, Hutter, "Decoupled weight decay regularization", 2019.
 */
public record FlatUpdate(UpdateRule rule, boolean decoupledDecay) implements Op {
  /** Elements that share one rate and one decay: 512 bytes, the alignment of every tensor. */
  public static final int BLOCK = 128;

  @Override
  public String name() {
    return "flat_update";
  }

  /** How many numbers are kept for each parameter. */
  public int moments() {
    return rule.moments();
  }

  @Override
  public List<String> inputNames() {
    Stream<String> names = Stream.of("parameters", "gradients");
    names = Stream.concat(names, IntStream.range(0, moments()).mapToObj(i -> "moment" + i));
    return Stream.concat(names, Stream.of("learningRate", "step", "healthy", "rate", "decay"))
        .toList();
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    List<String> names = inputNames();
    Rules.count(inputs, names.size());
    TensorType parameters = inputs.get(0);
    requireRegion("parameters", parameters);
    int control = 2 + moments();
    for (int i = 0; i < control; i++) {
      Rules.real(names.get(i), inputs.get(i));
      Rules.sameShape("parameters", parameters, names.get(i), inputs.get(i));
    }
    Rules.scalar("learningRate", inputs.get(control), DType.F32);
    Rules.scalar("step", inputs.get(control + 1), DType.I32);
    Rules.scalar("healthy", inputs.get(control + 2), DType.I32);
    Shape blocks = Shape.of((int) (parameters.shape().elements() / BLOCK));
    for (int i = control + 3; i < control + 5; i++) {
      Rules.real(names.get(i), inputs.get(i));
      require(
          inputs.get(i).shape().equals(blocks),
          "%s must be %s, one per block of parameters, got %s",
          names.get(i),
          blocks,
          inputs.get(i).shape());
    }
    return List.of();
  }

  /** Requires a flat region of whole blocks. */
  static void requireRegion(String name, TensorType type) {
    Rules.rank(name, type, 1, "[s]");
    long elements = type.shape().elements();
    require(
        elements % BLOCK == 0,
        "%s must be a multiple of %d elements, got %d",
        name,
        BLOCK,
        elements);
  }

  @Override
  public List<Integer> updates() {
    return Stream.concat(Stream.of(0), IntStream.range(2, 2 + moments()).boxed()).toList();
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of((4 + 4L * moments()) * inputs.get(0).shape().elements(), inputs, outputs);
  }
}
