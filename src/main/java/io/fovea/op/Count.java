package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code state += amount} for some counters; the first ones only where a last input {@code healthy}
 * is not 0. Inputs {@code state0}, {@code state1}, .. and, if any is guarded, {@code healthy} (I32
 * scalars); no outputs.
 *
 * @param amounts by how much each counter grows
 * @param guarded how many of them look at {@code healthy}
 */
public record Count(List<Integer> amounts, int guarded) implements Op {
  public Count {
    amounts = List.copyOf(amounts);
    require(!amounts.isEmpty(), "there must be something to count");
    require(
        guarded >= 0 && guarded <= amounts.size(),
        "of %d counters %d cannot be guarded",
        amounts.size(),
        guarded);
  }

  /** One counter. */
  public Count(int amount, boolean guarded) {
    this(List.of(amount), guarded ? 1 : 0);
  }

  @Override
  public String name() {
    return "count";
  }

  @Override
  public List<String> inputNames() {
    List<String> names = new ArrayList<>();
    updates().forEach(i -> names.add("state" + i));
    if (guarded > 0) {
      names.add("healthy");
    }
    return names;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, inputNames().size());
    for (int i = 0; i < inputs.size(); i++) {
      Rules.scalar(inputNames().get(i), inputs.get(i), DType.I32);
    }
    return List.of();
  }

  @Override
  public List<Integer> updates() {
    return IntStream.range(0, amounts.size()).boxed().toList();
  }
}
