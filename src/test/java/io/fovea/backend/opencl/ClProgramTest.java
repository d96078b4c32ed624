package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.backend.Pending;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.backend.Unsupported;
import io.fovea.backend.UnsupportedGraphException;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.Node;
import io.fovea.graph.StateLayout;
import io.fovea.op.Accumulate;
import io.fovea.op.Relu;
import io.fovea.op.Softmax;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Programs over two stand-in lowerings: "relu" triples its input, "accumulate" adds one. */
class ClProgramTest {
  private static final StateLayout TOTAL =
      StateLayout.builder().add("total", TensorType.real()).build();

  private static ClDevice device;

  /** A lowering of one in-place or two-tensor kernel of the test file. */
  private record StandIn(String name, @Nullable String refusal, boolean inPlace)
      implements ClLowering {
    @Override
    public @Nullable Unsupported refusal(Node node, ClTarget target) {
      return refusal == null ? null : new Unsupported(refusal);
    }

    @Override
    public void lower(ClNode node) {
      if (inPlace) {
        ClMemory y = node.input(0);
        var kernel = node.kernel(ClFixture.FILE, "add_in_place", ClFixture.TRIPLE);
        kernel.floats(1).update(y).global(y.length()).bind();
      } else {
        ClMemory y = node.output(0);
        var kernel = node.kernel(ClFixture.FILE, "scale", ClFixture.TRIPLE);
        kernel.ints(y.length()).read(node.input(0)).write(y).global(y.length()).bind();
      }
    }
  }

  @BeforeAll
  static void open() {
    // What stands in for "relu" is not relu, as the self-check would notice.
    System.setProperty(SelfCheck.PROPERTY, "off");
    device = ClFixture.openWithoutCache();
    device
        .lowerings()
        .on(
            Relu.class,
            new StandIn("refusing", "it needs what there is not", false),
            new StandIn("first", null, false),
            new StandIn("second", null, false))
        .on(Accumulate.class, new StandIn("in_place", null, true));
  }

  @AfterAll
  static void close() {
    System.clearProperty(SelfCheck.PROPERTY);
    if (device != null) {
      device.close();
    }
  }

  /** y = 81 x by four nodes in a row, and total += 1. */
  private static Graph chain(int count) {
    var graph = new GraphBuilder(TOTAL);
    graph.label("body");
    Value y = graph.input("x", TensorType.real(count));
    for (int i = 0; i < 4; i++) {
      y = graph.emit(new Relu(), y);
    }
    graph.output("y", y);
    graph.emitAll(new Accumulate(), List.of(graph.variable("total"), y));
    return graph.build();
  }

  private static Tensor ramp(int count) {
    return Tensor.of(Shape.of(count), ClFixture.ramp(count, 1));
  }

  @Test
  void runsNodesInOrderAndKeepsState() {
    try (State state = device.allocate(TOTAL);
        Program program = device.plan(chain(1000), state, CompileOptions.standard())) {
      program.write("x", ramp(1000));
      program.run();
      Pending first = program.readLater("y");
      program.run();
      assertEquals(81000f, first.get().floats()[999]);
      assertEquals(81f, program.read("y").floats()[0]);
      assertEquals(2, state.read("total").item());
      assertEquals(2, state.readLater(TOTAL.variable("total")).get().item());
      assertEquals(2, state.version("total"));
      state.write("total", Tensor.scalar(7f));
      assertEquals(3, state.version("total"));
      program.run();
      assertEquals(8, state.read("total").item());
    }
  }

  @Test
  void usesMemoryByTurnsUnlessToldNotTo() {
    Assumptions.assumeTrue(ClAllocator.of(device).isPlain(), "tensors are kept apart");
    try (State state = device.allocate(TOTAL);
        Program program = device.plan(chain(1000), state, CompileOptions.standard());
        Program apart = device.plan(chain(1000), state, CompileOptions.standard().reuse(false))) {
      // x stays; the four results take turns in two places
      assertEquals(3 * 4096, program.scratchBytes());
      assertEquals(5 * 4096, program.scratchBytesWithoutReuse());
      assertEquals(5 * 4096, apart.scratchBytes());
    }
  }

  @Test
  void poisonChangesNoBitAndKeepsInputs() {
    try (State state = device.allocate(TOTAL);
        Program program = device.plan(chain(99), state, CompileOptions.standard().poisoned())) {
      program.write("x", ramp(99));
      program.run();
      program.run();
      assertEquals(99 * 81f, program.read("y").floats()[98]);
    }
  }

  @Test
  void observesEveryNodeAndItsState() {
    List<String> seen = new ArrayList<>();
    CompileOptions.Observer observer =
        (node, values) -> seen.add(node.op().name() + values.get(0).get(0));
    var options = CompileOptions.standard().observedBy(observer);
    try (State state = device.allocate(TOTAL);
        Program program = device.plan(chain(5), state, options)) {
      program.write("x", ramp(5));
      program.run();
    }
    assertEquals(List.of("relu3.0", "relu9.0", "relu27.0", "relu81.0", "accumulate1.0"), seen);
  }

  @Test
  void takesTheFirstWayThatAcceptsOrTheForcedOne() {
    try (State state = device.allocate(TOTAL)) {
      var standard = CompileOptions.standard();
      assertEquals("first", implementation(state, standard));
      assertEquals("second", implementation(state, standard.force("relu", "second")));
      var e =
          assertThrows(
              UnsupportedGraphException.class,
              () -> implementation(state, standard.force("relu", "refusing")));
      assertTrue(e.getMessage().contains("refusing: it needs what there is not"), e.getMessage());
    }
    // The built-in one comes behind those that were registered later.
    assertEquals(
        List.of("refusing", "first", "second", "elementwise"), device.implementations(new Relu()));
  }

  private static String implementation(State state, CompileOptions options) {
    try (Program program = device.plan(chain(10), state, options)) {
      Program.Launch launch = program.launches().get(0);
      assertEquals("body", launch.label());
      assertEquals("relu", launch.op());
      assertEquals("scale", launch.kernel());
      assertFalse(launch.prologue());
      assertEquals(5, program.launches().size());
      return launch.implementation();
    }
  }

  /** The prologue depends on the state "w" alone: it runs at first, and when w was written. */
  @Test
  void runsThePrologueWhenItsStateChanged() {
    var layout = StateLayout.builder().add("w", TensorType.real(3)).build();
    var graph = new GraphBuilder(layout);
    graph.output("y", graph.emit(new Relu(), graph.variable("w")));
    List<String> runs = new ArrayList<>();
    var options =
        CompileOptions.standard().observedBy((node, values) -> runs.add(node.op().name()));
    try (State state = device.allocate(layout);
        Program program = device.compile(graph.build(), state, options)) {
      assertTrue(program.launches().get(0).prologue());
      state.write("w", ramp(3));
      program.run();
      program.run();
      assertEquals(1, runs.size());
      assertEquals(9f, program.read("y").floats()[2]);
      state.write("w", Tensor.of(Shape.of(3), 5f, 5f, 5f));
      program.run();
      assertEquals(2, runs.size());
      assertEquals(15f, program.read("y").floats()[2]);
    }
  }

  /** A run that fails within the prologue has not brought it up to date. */
  @Test
  void runsThePrologueAgainAfterAFailure() {
    var layout = StateLayout.builder().add("w", TensorType.real(3)).build();
    var graph = new GraphBuilder(layout);
    Value once = graph.emit(new Relu(), graph.variable("w"));
    graph.output("y", graph.emit(new Relu(), once));
    boolean[] fails = new boolean[1];
    var options =
        CompileOptions.standard()
            .observedBy(
                (node, values) -> {
                  if (fails[0]) {
                    throw new IllegalStateException("within the prologue");
                  }
                });
    try (State state = device.allocate(layout);
        Program program = device.compile(graph.build(), state, options)) {
      assertTrue(program.launches().stream().allMatch(Program.Launch::prologue));
      state.write("w", ramp(3));
      program.run();
      state.write("w", Tensor.of(Shape.of(3), 5f, 5f, 5f));
      fails[0] = true;
      assertThrows(IllegalStateException.class, program::run);
      fails[0] = false;
      program.run();
      assertEquals(45f, program.read("y").floats()[2]);
    }
  }

  @Test
  void aSecondBatchSizeBuildsNoKernel() {
    try (State state = device.allocate(TOTAL);
        Program a = device.plan(chain(64), state, CompileOptions.standard())) {
      int built = device.compiler().compiled();
      try (Program b = device.plan(chain(17), state, CompileOptions.standard())) {
        b.write("x", ramp(17));
        b.run();
        a.write("x", ramp(64));
        a.run();
        assertEquals(64 * 81f, a.read("y").floats()[63]);
      }
      assertEquals(built, device.compiler().compiled());
    }
  }

  @Test
  void refusesWrongNamesTypesAndShapes() {
    try (State state = device.allocate(TOTAL);
        Program program = device.plan(chain(4), state, CompileOptions.standard())) {
      assertThrows(IllegalArgumentException.class, () -> program.write("z", ramp(4)));
      assertThrows(IllegalArgumentException.class, () -> program.read("z"));
      var e = assertThrows(IllegalArgumentException.class, () -> program.write("x", ramp(5)));
      assertEquals("input x is F32 [4], got F32 [5]", e.getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () -> program.write("x", Tensor.of(Shape.of(4), 1, 2, 3, 4)));
      program.write("x", Tensor.of(Shape.of(4), 0.5, 1, 2, 3));
      program.run();
      assertArrayEquals(new float[] {40.5f, 81, 162, 243}, program.read("y").floats());
      assertThrows(IllegalArgumentException.class, () -> state.write("total", ramp(4)));
    }
  }

  @Test
  void aClosedProgramSaysSo() {
    try (State state = device.allocate(TOTAL)) {
      Program program = device.plan(chain(4), state, CompileOptions.standard());
      program.close();
      program.close();
      assertThrows(IllegalStateException.class, program::run);
      assertThrows(IllegalStateException.class, () -> program.read("y"));
    }
  }

  /** Where one tensor is too large already, the message is about the whole plan all the same. */
  @Test
  void tooLargeATensorIsReportedWithThePlan() {
    Assumptions.assumeTrue(ClAllocator.of(device).isPlain(), "tensors are kept apart");
    long largest = device.limits().maxAllocationBytes();
    Assumptions.assumeTrue(
        largest / Float.BYTES < Integer.MAX_VALUE, "no tensor is too large for this device");
    int count = (int) (largest / Float.BYTES) + 1;
    try (State state = device.allocate(TOTAL)) {
      int compiled = device.compiler().compiled();
      var e =
          assertThrows(
              OutOfDeviceMemoryException.class,
              () -> device.plan(chain(count), state, CompileOptions.standard()));
      // x, and two places by turns
      assertEquals(3 * ClAllocator.aligned(4L * count), e.plannedBytes());
      assertThrows(
          OutOfDeviceMemoryException.class,
          () -> device.plannedBytes(chain(count), state, CompileOptions.standard()));
      long before = device.allocatedBytes();
      assertEquals(3 * 4096, device.plannedBytes(chain(1000), state, CompileOptions.standard()));
      assertEquals(before, device.allocatedBytes());
      assertEquals(compiled, device.compiler().compiled());
    }
  }

  /** What failed half-way, and what was closed, leaves nothing on the device. */
  @Test
  void leavesNoMemoryBehind() {
    try (State state = device.allocate(TOTAL)) {
      device.plan(chain(100), state, CompileOptions.standard()).close();
      long before = device.allocatedBytes();
      device.plan(chain(100), state, CompileOptions.standard()).close();
      ClLowering broken = new StandIn("broken", null, false);
      ClLowering unbound =
          new ClLowering() {
            @Override
            public String name() {
              return "unbound";
            }

            @Override
            public void lower(ClNode node) {
              node.kernel(ClFixture.FILE, "scale", ClFixture.TRIPLE);
            }
          };
      device.lowerings().on(Softmax.class, unbound, broken);
      var graph = new GraphBuilder(TOTAL);
      graph.output("y", graph.emit(new Softmax(), graph.input("x", TensorType.real(2, 3))));
      var e =
          assertThrows(
              IllegalStateException.class,
              () -> device.plan(graph.build(), state, CompileOptions.standard()));
      assertTrue(e.getMessage().contains("made 1 kernels and bound 0"), e.getMessage());
      assertEquals(before, device.allocatedBytes());
    }
  }
}
