package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Precision;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.GraphBuilder;
import io.fovea.op.ArgMax;
import io.fovea.op.CrossEntropy;
import io.fovea.op.GatherRows;
import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.Normalize;
import io.fovea.op.Op;
import io.fovea.op.Padding;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Slice;
import io.fovea.op.SoftmaxCrossEntropy;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Implementations that compute wrong numbers are found before they are used. */
class SelfCheckTest {
  @TempDir Path folder;

  /** A slice of everything: right if the factor is one. Counts how often it is lowered. */
  private record Scaling(String name, int factor, List<Node> lowered) implements ClLowering {
    private record Node(int elements) {}

    @Override
    public void lower(ClNode node) {
      ClMemory y = node.output(0);
      lowered.add(new Node(y.length()));
      node.kernel(ClFixture.FILE, "scale", Macros.of("SCALE", factor))
          .ints(y.length())
          .read(node.input(0))
          .write(y)
          .global(y.length())
          .bind();
    }
  }

  private final List<Scaling.Node> wrongs = new ArrayList<>();
  private final List<Scaling.Node> rights = new ArrayList<>();

  private ClDevice open() {
    ClDevice device = ClDevice.open(ClFixture.entry(), Precision.FP32, new ClBinaryCache(folder));
    var wrong = new Scaling("wrong", 3, wrongs);
    device.lowerings().on(Slice.class, wrong, new Scaling("right", 1, rights));
    return device;
  }

  /** Which implementation serves a batch of n; that it computes what it should. */
  private static String use(ClDevice device, int n, CompileOptions options) {
    var graph = new GraphBuilder();
    var x = graph.input("x", TensorType.real(n, 5));
    graph.output("y", graph.emit(new Slice(1, 0, 5), x));
    try (State state = device.allocate(graph.layout());
        Program program = device.plan(graph.build(), state, options)) {
      program.write("x", Tensor.of(Shape.of(n, 5), ClFixture.ramp(n * 5, 1)));
      program.run();
      String way = program.launches().get(0).implementation();
      assertEquals(way.equals("right") ? n * 5 : n * 15, program.read("y").get(n * 5 - 1));
      return way;
    }
  }

  @Test
  void aWrongImplementationIsDroppedForTheNext() {
    try (ClDevice device = open()) {
      assertEquals("right", use(device, 64, CompileOptions.standard()));
      // The first try, the check with one image, and none when the next was tried.
      assertEquals(List.of(new Scaling.Node(320), new Scaling.Node(5)), wrongs);
      assertEquals(new Scaling.Node(5), rights.get(1));
    }
  }

  @Test
  void aVerdictIsGivenOnceAndKeptBesideTheBinaries() throws IOException {
    try (ClDevice device = open()) {
      use(device, 64, CompileOptions.standard());
      wrongs.clear();
      assertEquals("right", use(device, 32, CompileOptions.standard()));
      assertEquals(List.of(new Scaling.Node(160)), wrongs, "not checked again");
    }
    assertEquals(2, verdicts().size());
    wrongs.clear();
    try (ClDevice device = open()) {
      assertEquals("right", use(device, 64, CompileOptions.standard()));
      assertEquals(List.of(new Scaling.Node(320)), wrongs, "not checked again");
    }
    for (Path file : verdicts()) {
      Files.writeString(file, "passed");
    }
    try (ClDevice device = open()) {
      wrongs.clear();
      assertEquals("right", use(device, 64, CompileOptions.standard()));
      assertEquals(2, wrongs.size(), "a damaged verdict is no verdict");
    }
  }

  private List<Path> verdicts() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".verdict")).toList();
    }
  }

  @Test
  void aForcedImplementationIsNotAsked() {
    try (ClDevice device = open()) {
      assertEquals("wrong", use(device, 4, CompileOptions.standard().force("slice", "wrong")));
    }
  }

  @Test
  void theCheckCanBeSwitchedOff() {
    System.setProperty(SelfCheck.PROPERTY, "off");
    try (ClDevice device = open()) {
      assertEquals("wrong", use(device, 4, CompileOptions.standard()));
    } finally {
      System.clearProperty(SelfCheck.PROPERTY);
    }
  }

  @Test
  void aVerdictSaysWhatDiffered() {
    var graph = new GraphBuilder();
    graph.output("y", graph.emit(new Slice(1, 0, 5), graph.input("x", TensorType.real(2, 5))));
    var options = CompileOptions.standard().force("slice", "wrong");
    try (ClDevice device = open();
        State state = device.allocate(graph.layout());
        ClProgram program = (ClProgram) device.plan(graph.build(), state, options)) {
      ClProgram.Step step = program.steps().get(0);
      String failure = device.selfCheck().failure(step.node(), "wrong", step.launches());
      assertNotNull(failure);
      assertTrue(failure.contains("failed its self-check"), failure);
      assertTrue(failure.contains("result 0 at 0: got "), failure);
    }
  }

  /** Every op of a training step whose inputs are integers, down to a single example. */
  @Test
  void opsOnIntegersAreJudgedToo() throws IOException {
    TensorType scalar = TensorType.ints();
    PoolGeometry windows = new PoolGeometry(3, 3, 2, 2, Padding.of(1), false);
    try (ClDevice device =
        ClDevice.open(ClFixture.entry(), Precision.FP32, new ClBinaryCache(folder))) {
      plan(device, new GatherRows(1), TensorType.real(1, 3), TensorType.ints(1), scalar);
      plan(device, new GatherRows(3), TensorType.real(4, 3), TensorType.ints(4), scalar);
      plan(device, new SoftmaxCrossEntropy(), TensorType.real(7, 5), TensorType.ints(7));
      plan(device, new CrossEntropy(), TensorType.real(7, 5), TensorType.ints(7));
      plan(device, new Normalize(List.of(2f), List.of(1f)), bytes(7, 5));
      plan(
          device,
          new MaxPool2dGradient(PoolGeometry.of(2, 2), Shape.of(7, 4, 4, 3)),
          bytes(7, 2, 2, 3),
          TensorType.real(7, 2, 2, 3));
      // Taps in the padding, which no pooling gives, are judged to add nothing.
      plan(
          device,
          new MaxPool2dGradient(windows, Shape.of(7, 4, 4, 3)),
          bytes(7, 2, 2, 3),
          TensorType.real(7, 2, 2, 3));
    }
    assertEquals(7, verdicts().size());
    for (Path verdict : verdicts()) {
      assertTrue(Files.readString(verdict, StandardCharsets.ISO_8859_1).contains("passed"));
    }
  }

  private static TensorType bytes(int... dims) {
    return new TensorType(DType.U8, Shape.of(dims));
  }

  private static void plan(ClDevice device, Op op, TensorType... inputs) {
    var graph = new GraphBuilder();
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      values.add(graph.input("input" + i, inputs[i]));
    }
    graph.output("y", graph.emitAll(op, values).get(0));
    try (State state = device.allocate(graph.layout())) {
      device.plan(graph.build(), state, CompileOptions.standard()).close();
    }
  }

  /** Always the same place, where no element is. */
  private record Nowhere() implements ClLowering {
    @Override
    public String name() {
      return "nowhere";
    }

    @Override
    public void lower(ClNode node) {
      ClMemory y = node.output(0);
      node.kernel(ClFixture.FILE, "fill_int", ClFixture.TRIPLE)
          .ints(-7)
          .write(y)
          .global(y.length())
          .bind();
    }
  }

  @Test
  void wrongIntegersAreSeen() {
    var graph = new GraphBuilder();
    var x = graph.input("x", TensorType.real(2, 5));
    graph.output("y", graph.emit(new ArgMax(), x));
    try (ClDevice device =
        ClDevice.open(ClFixture.entry(), Precision.FP32, new ClBinaryCache(folder))) {
      String right = device.implementations(new ArgMax()).get(0);
      device.lowerings().on(ArgMax.class, new Nowhere());
      try (State state = device.allocate(graph.layout());
          Program program = device.plan(graph.build(), state, CompileOptions.standard())) {
        assertEquals(right, program.launches().get(0).implementation());
        program.write("x", Tensor.of(Shape.of(2, 5), 0f, 3f, 1f, 2f, 0f, 9f, 3f, 1f, 2f, 0f));
        program.run();
        assertEquals(Tensor.of(Shape.of(2), 1, 0), program.read("y"));
      }
    }
  }

  @Test
  void integersAreComparedExactly() {
    List<Tensor> want = List.of(Tensor.of(Shape.of(2), 7, 1_000_000));
    assertNull(SelfCheck.difference(List.of(Tensor.of(Shape.of(2), 7, 1_000_000)), want));
    assertNotNull(SelfCheck.difference(List.of(Tensor.of(Shape.of(2), 7, 1_000_001)), want));
    List<Tensor> taps = List.of(Tensor.of(Shape.of(2), new byte[] {3, (byte) 200}));
    assertNotNull(
        SelfCheck.difference(List.of(Tensor.of(Shape.of(2), new byte[] {3, (byte) 201})), taps));
  }

  @Test
  void differencesAreSeenAndRoundingIsNot() {
    List<Tensor> want = List.of(Tensor.of(Shape.of(3), 1.0, Double.NaN, 100.0));
    assertNull(SelfCheck.difference(List.of(Tensor.of(Shape.of(3), 1f, 7f, 100.01f)), want));
    assertNotNull(SelfCheck.difference(List.of(Tensor.of(Shape.of(3), 1f, 7f, 101f)), want));
    assertNotNull(SelfCheck.difference(List.of(Tensor.of(Shape.of(3), Float.NaN, 7f, 100f)), want));
  }
}
