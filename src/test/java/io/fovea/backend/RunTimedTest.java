package io.fovea.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.op.Accumulate;
import io.fovea.op.Add;
import io.fovea.op.MatMul;
import io.fovea.op.Relu;
import io.fovea.op.Reshape;
import io.fovea.op.Softmax;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.Target;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A timed run is a run, on every backend: the same bits, and a time for each launch. */
class RunTimedTest {
  private static final int N = 24;

  private static final StateLayout STATE =
      StateLayout.builder()
          .add("w", TensorType.real(N, N))
          .add("total", TensorType.real())
          .add("mean", TensorType.real())
          .build();

  private static BackendsUnderTest backends;

  @BeforeAll
  static void open() {
    backends = new BackendsUnderTest();
  }

  @AfterAll
  static void close() {
    backends.close();
  }

  /** y = softmax(relu(x (w + w))), of which the sum is a prologue; total += the sum of y. */
  private static Graph graph() {
    var graph = new GraphBuilder(STATE);
    graph.label("head");
    Value x = graph.input("x", TensorType.real(N, N));
    Value w = graph.variable("w");
    Value y = graph.emit(new MatMul(false, false), x, graph.emit(new Add(), w, w));
    y = graph.emit(new Softmax(), graph.emit(new Relu(), y));
    Value flat = graph.emit(new Reshape(Shape.of(N * N)), y);
    graph.emitAll(new Accumulate(), List.of(graph.variable("total"), flat));
    graph.output("y", y);
    return graph.build();
  }

  private static Tensor ramp(int start) {
    float[] values = new float[N * N];
    for (int i = 0; i < values.length; i++) {
      values[i] = (start + i * 7 % 31 - 15) / 16f;
    }
    return Tensor.of(Shape.of(N, N), values);
  }

  @Test
  void givesTheSameBitsAndATimeForEachLaunch() {
    assertTrue(backends.targets().size() >= 1);
    for (Target target : backends.targets()) {
      Device device = target.device();
      Graph graph = graph();
      CompileOptions options = CompileOptions.standard().poisoned();
      try (State plainState = device.allocate(STATE);
          State timedState = device.allocate(STATE);
          Program plain = device.compile(graph, plainState, options);
          Program timed = device.compile(graph, timedState, options)) {
        List<Program.Launch> launches =
            timed.launches().stream().filter(launch -> !launch.prologue()).toList();
        assertTrue(launches.size() < timed.launches().size(), target + " has a prologue");
        // The first run of all, one after another, one after the prologue's state has changed.
        for (int run = 0; run < 3; run++) {
          for (State state : List.of(plainState, timedState)) {
            if (run != 1) {
              state.write("w", ramp(run));
            }
          }
          plain.write("x", ramp(run + 5));
          timed.write("x", ramp(run + 5));
          plain.run();
          List<LaunchTime> times = timed.runTimed();
          assertEquals(launches, times.stream().map(LaunchTime::launch).toList(), target.name());
          for (LaunchTime time : times) {
            assertTrue(time.nanos() >= 0, time.toString());
            assertEquals(time.launch().op(), time.node().op().name());
            assertTrue(timed.graph().nodes().stream().anyMatch(node -> node == time.node()));
          }
          assertTrue(times.stream().mapToLong(LaunchTime::nanos).sum() > 0, times.toString());
          String where = target + ", run " + run;
          requireSame(plain.read("y"), timed.read("y"), where);
          requireSame(plainState.read("total"), timedState.read("total"), where);
          assertEquals(plainState.version("total"), timedState.version("total"), where);
        }
        timed.run();
        plain.runTimed();
        requireSame(plain.read("y"), timed.read("y"), target.name());
      }
    }
  }

  private static void requireSame(Tensor some, Tensor other, String where) {
    assertTrue(Arrays.stream(some.doubles()).anyMatch(value -> value != 0), where);
    assertTrue(Arrays.equals(some.doubles(), other.doubles()), where);
  }
}
