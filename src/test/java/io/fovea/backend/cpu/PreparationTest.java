package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.backend.Eager;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.op.Add;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Padding;
import io.fovea.op.TensorType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of constant weights ahead of the runs is that of the weights as they are. */
class PreparationTest {
  private static final Shape X = Shape.of(2, 9, 8, 32);
  private static final Shape W = Shape.of(3, 3, 32, 40);
  private static final StateLayout STATE =
      StateLayout.builder().add("w", TensorType.real(3, 3, 32, 40)).build();

  @ParameterizedTest
  @ValueSource(strings = {"winograd", "implicit_gemm", "im2col"})
  void followsTheState(String implementation) {
    var conv = new Conv2d(Conv2dGeometry.UNIT.padding(Padding.of(1)));
    CompileOptions options = CompileOptions.standard().force("conv2d", implementation).poisoned();
    var graph = new GraphBuilder(STATE);
    var x = graph.input("x", TensorType.real(2, 9, 8, 32));
    graph.output("y", graph.emit(conv, x, graph.variable("w")));
    try (Device device = Devices.open("cpu");
        State state = device.allocate(STATE);
        Program program = device.compile(graph.build(), state, options)) {
      for (int seed : new int[] {1, 2}) {
        Tensor w = random(W, seed);
        state.write("w", w);
        for (int run = 0; run < 2; run++) {
          Tensor images = random(X, 10 * seed + run);
          program.write("x", images);
          program.run();
          Tensor want = Eager.runAll(device, conv, options, List.of(images, w)).get(0);
          assertEquals(want, program.read("y"), "weights " + seed + ", run " + run);
        }
      }
    }
  }

  /** Filters that are transformed where they are needed if they change, but once if they do not. */
  @Test
  void keepsLargeFilters() {
    Shape images = Shape.of(2, 9, 8, 180);
    Shape weights = Shape.of(3, 3, 180, 180);
    StateLayout layout = StateLayout.builder().add("w", TensorType.real(weights)).build();
    var conv = new Conv2d(Conv2dGeometry.UNIT.padding(Padding.of(1)));
    var graph = new GraphBuilder(layout);
    var x = graph.input("x", TensorType.real(images));
    var y = graph.emit(conv, x, graph.variable("w"));
    graph.output("y", graph.emit(conv, y, graph.variable("w")));
    CompileOptions options = CompileOptions.standard().force("conv2d", "winograd").poisoned();
    try (Device device = Devices.open("cpu");
        State state = device.allocate(layout);
        Program program = device.compile(graph.build(), state, options);
        Program apart = device.compile(graph.build(), state, options.reuse(false))) {
      state.write("w", random(weights, 1));
      for (int run = 0; run < 2; run++) {
        Tensor pixels = random(images, run);
        for (Program each : List.of(program, apart)) {
          each.write("x", pixels);
          each.run();
        }
        assertEquals(apart.read("y"), program.read("y"), "run " + run);
      }
    }
  }

  /** Weights that are sums of state, made ahead of the runs and needed no longer then. */
  @ParameterizedTest
  @ValueSource(strings = {"winograd", "implicit_gemm", "im2col"})
  void followsWhatIsMadeOfTheState(String implementation) {
    var conv = new Conv2d(Conv2dGeometry.UNIT.padding(Padding.of(1)));
    StateLayout layout =
        StateLayout.builder()
            .add("v", TensorType.real(3, 3, 32, 32))
            .add("w", TensorType.real(3, 3, 32, 40))
            .build();
    CompileOptions options = CompileOptions.standard().force("conv2d", implementation).poisoned();
    var graph = new GraphBuilder(layout);
    var x = graph.input("x", TensorType.real(2, 9, 8, 32));
    var v = graph.variable("v");
    var w = graph.variable("w");
    var between = graph.emit(conv, x, graph.emit(new Add(), v, v));
    graph.output("y", graph.emit(conv, between, graph.emit(new Add(), w, w)));
    try (Device device = Devices.open("cpu");
        State state = device.allocate(layout);
        Program program = device.compile(graph.build(), state, options)) {
      for (int seed : new int[] {1, 2}) {
        Tensor first = random(Shape.of(3, 3, 32, 32), seed);
        Tensor second = random(W, seed + 10);
        state.write("v", first);
        state.write("w", second);
        for (int run = 0; run < 2; run++) {
          Tensor images = random(X, 10 * seed + run);
          program.write("x", images);
          program.run();
          List<Tensor> middle =
              Eager.runAll(device, conv, options, List.of(images, doubled(first)));
          Tensor want =
              Eager.runAll(device, conv, options, List.of(middle.get(0), doubled(second))).get(0);
          assertEquals(want, program.read("y"), "weights " + seed + ", run " + run);
        }
      }
    }
  }

  private static Tensor doubled(Tensor x) {
    Tensor y = Tensor.of(x.shape(), x.floats().clone());
    for (int i = 0; i < y.length(); i++) {
      y.floats()[i] += y.floats()[i];
    }
    return y;
  }

  private static Tensor random(Shape shape, int seed) {
    Random random = new Random(seed);
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(shape, values);
  }
}
