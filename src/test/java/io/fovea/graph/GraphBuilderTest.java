package io.fovea.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.op.Add;
import io.fovea.op.Assign;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.MatMul;
import io.fovea.op.Relu;
import io.fovea.op.ShapeException;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a builder refuses, and in which words. */
class GraphBuilderTest {
  private final GraphBuilder graph =
      new GraphBuilder(StateLayout.builder().add("w", TensorType.real(3)).build());

  @Test
  void aShapeErrorNamesLayerArgumentValuesAndRule() {
    Value x = graph.input("x", TensorType.real(32, 32, 32, 3));
    Value w = graph.input("w", TensorType.real(3, 3, 16, 64));
    graph.label("stem");
    assertRefused(
        ShapeException.class,
        () -> graph.emit(new Conv2d(Conv2dGeometry.UNIT), x, w),
        "conv2d 'stem': x has 3 channels, w expects 16",
        "[32, 32, 32, 3]",
        "[3, 3, 16, 64]");
  }

  @Test
  void aKernelLargerThanItsImageIsRefused() {
    Value x = graph.input("x", TensorType.real(1, 2, 5, 3));
    Value w = graph.input("w", TensorType.real(3, 3, 3, 4));
    graph.label("stem");
    assertRefused(
        ShapeException.class,
        () -> graph.emit(new Conv2d(Conv2dGeometry.UNIT), x, w),
        "conv2d 'stem'",
        "height",
        "3 pixels",
        "2");
  }

  @Test
  void factorsThatDoNotFitAreRefused() {
    Value a = graph.input("a", TensorType.real(2, 5));
    Value w = graph.input("w", TensorType.real(4, 3));
    graph.label("head");
    assertRefused(
        ShapeException.class,
        () -> graph.emit(new MatMul(), a, w),
        "matmul 'head': a has 5 columns, w expects 4",
        "[2, 5]",
        "[4, 3]");
  }

  @Test
  void aWrongNumberOfInputsIsRefused() {
    Value x = graph.input("x", TensorType.real(2));
    assertRefused(ShapeException.class, () -> graph.emit(new Add(), x), "add", "takes 2", "got 1");
  }

  @Test
  void aResultThatNoArrayHoldsIsRefused() {
    Value a = graph.input("a", TensorType.real(1 << 16, 1));
    Value w = graph.input("w", TensorType.real(1, 1 << 16));
    assertRefused(
        ShapeException.class, () -> graph.emit(new MatMul(), a, w), "[65536, 65536]", "2^31 - 1");
  }

  @Test
  void aValueOfAnotherGraphIsRefused() {
    Value foreign = new GraphBuilder().input("foreign", TensorType.real(2));
    assertRefused(
        IllegalArgumentException.class,
        () -> graph.emit(new Relu(), foreign),
        "relu",
        "foreign",
        "another graph");
    assertRefused(
        IllegalArgumentException.class, () -> graph.output("y", foreign), "'y'", "another graph");
  }

  @Test
  void aNameIsGivenOnce() {
    Value x = graph.input("x", TensorType.real(2));
    assertRefused(
        IllegalArgumentException.class,
        () -> graph.input("x", TensorType.real(2)),
        "input 'x' is taken");
    graph.output("y", x);
    assertRefused(
        IllegalArgumentException.class, () -> graph.output("y", x), "output 'y' is taken");
  }

  @Test
  void onlyStateIsOverwritten() {
    Value x = graph.input("x", TensorType.real(3));
    graph.label("step");
    assertRefused(
        IllegalArgumentException.class,
        () -> graph.emitAll(new Assign(), List.of(x, x)),
        "assign 'step'",
        "state",
        "overwritten");
  }

  @Test
  void aVariableHasOneValue() {
    assertSame(graph.variable("w"), graph.variable("w"));
    assertRefused(
        IllegalArgumentException.class, () -> graph.variable("nothing"), "'nothing'", "[w]");
  }

  @Test
  void aReadableLineTellsANode() {
    Value x = graph.input("x", TensorType.real(1, 8, 8, 3));
    Value w = graph.input("w", TensorType.real(3, 3, 3, 4));
    graph.label("stem");
    graph.emit(new Conv2d(Conv2dGeometry.UNIT), x, w);
    assertEquals(
        "conv2d 'stem': (x [1, 8, 8, 3], w [3, 3, 3, 4]) -> [1, 6, 6, 4]",
        graph.nodes().get(0).toString());
  }

  private static void assertRefused(
      Class<? extends Exception> type, Executable call, String... words) {
    String message = String.valueOf(assertThrows(type, call).getMessage());
    for (String word : words) {
      assertTrue(message.contains(word), () -> "'" + word + "' is missing in: " + message);
    }
  }
}
