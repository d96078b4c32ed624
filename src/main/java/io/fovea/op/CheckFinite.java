package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sets {@code healthy} (I32 scalar) to 0 if any of the given scalars is infinite or NaN, else
 * leaves it. It is the host that sets it back to 1.
 *
 * @param count number of scalars
 */
public record CheckFinite(int count) implements Op {
  public CheckFinite {
    require(count >= 1 && count <= 2, "checks 1 or 2 scalars, got %d", count);
  }

  @Override
  public String name() {
    return "check_finite";
  }

  @Override
  public List<String> inputNames() {
    return Stream.concat(Stream.of("healthy"), IntStream.range(0, count).mapToObj(i -> "x" + i))
        .toList();
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, count + 1);
    Rules.scalar("healthy", inputs.get(0), DType.I32);
    for (int i = 1; i <= count; i++) {
      Rules.scalar("x" + (i - 1), inputs.get(i), DType.F32);
    }
    return List.of();
  }

  @Override
  public List<Integer> updates() {
    return List.of(0);
  }
}
