package io.fovea.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fovea.graph.StateLayout;
import io.fovea.op.TensorType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.Target;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A state that is laid out anew keeps what both layouts have, on every backend. */
class RearrangeTest {
  private static BackendsUnderTest backends;

  @BeforeAll
  static void open() {
    backends = new BackendsUnderTest();
  }

  @AfterAll
  static void close() {
    backends.close();
  }

  /** Weights, and so many examples beside them. */
  private static StateLayout layout(int examples) {
    StateLayout.Builder builder =
        StateLayout.builder()
            .addTo("weights", "w", TensorType.real(3))
            .addLike("moments", "weights");
    return examples == 0 ? builder.build() : builder.add("data", TensorType.real(examples)).build();
  }

  private static List<Double> values(State state, String path) {
    return Arrays.stream(state.read(path).doubles()).boxed().toList();
  }

  @Test
  void keepsWhatBothHave() {
    for (Target target : backends.targets()) {
      Device device = target.device();
      try (State state = device.allocate(layout(0))) {
        state.write("w", Tensor.of(Shape.of(3), 1f, 2f, 3f));
        state.write("moments/w", Tensor.of(Shape.of(3), 4f, 5f, 6f));

        device.rearrange(state, layout(2));
        assertEquals(List.of(1.0, 2.0, 3.0), values(state, "w"), target.name());
        assertEquals(List.of(4.0, 5.0, 6.0), values(state, "moments/w"), target.name());
        assertEquals(List.of(0.0, 0.0), values(state, "data"), target.name());
        state.write("data", Tensor.of(Shape.of(2), 7f, 8f));

        device.rearrange(state, layout(3));
        assertEquals(List.of(0.0, 0.0, 0.0), values(state, "data"), "another size, another region");
        assertEquals(List.of(1.0, 2.0, 3.0), values(state, "w"), target.name());

        device.rearrange(state, layout(0));
        assertThrows(IllegalArgumentException.class, () -> state.read("data"), target.name());
        assertThrows(IllegalArgumentException.class, () -> state.version("data"));
        assertEquals(List.of(4.0, 5.0, 6.0), values(state, "moments/w"), target.name());
      }
    }
  }

  @Test
  void isRefusedOnceTheStateIsClosed() {
    for (Target target : backends.targets()) {
      State state = target.device().allocate(layout(1));
      state.close();
      assertThrows(
          IllegalStateException.class,
          () -> target.device().rearrange(state, layout(2)),
          target.name());
    }
  }

  /** What does not fit leaves the state as it was. */
  @Test
  void changesNothingWhereThereIsNoRoom() {
    StateLayout.Builder builder = StateLayout.builder();
    builder.addTo("weights", "w", TensorType.real(3)).addLike("moments", "weights");
    for (int i = 0; i < 5000; i++) {
      builder.add("terabytes" + i, TensorType.real(1 << 28));
    }
    StateLayout tooLarge = builder.build();
    for (Target target : backends.targets()) {
      Device device = target.device();
      try (State state = device.allocate(layout(2))) {
        state.write("w", Tensor.of(Shape.of(3), 1f, 2f, 3f));
        state.write("data", Tensor.of(Shape.of(2), 7f, 8f));
        assertThrows(
            OutOfDeviceMemoryException.class,
            () -> device.rearrange(state, tooLarge),
            target::name);
        assertEquals(List.of(1.0, 2.0, 3.0), values(state, "w"), target.name());
        assertEquals(List.of(7.0, 8.0), values(state, "data"), target.name());
      }
    }
  }
}
