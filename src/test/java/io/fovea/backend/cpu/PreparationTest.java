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
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Padding;
import io.fovea.op.TensorType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Random;
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

  private static Tensor random(Shape shape, int seed) {
    Random random = new Random(seed);
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(shape, values);
  }
}
