package io.fovea.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.op.Add;
import io.fovea.op.Assign;
import io.fovea.op.MatMul;
import io.fovea.op.Mean;
import io.fovea.op.Relu;
import io.fovea.op.Softmax;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The check itself: it must see what is wrong, and say what proves nothing. */
class GradientCheckTest {
  @Test
  void aRightRulePasses() {
    GradientReport report = GradientCheck.standard().op(new Softmax(), numbers(4, 5));
    assertTrue(report.passes(), report::toString);
    assertEquals(20, report.checked());
    assertTrue(report.maxRelativeError() < 1e-8, report::toString);
  }

  /** Off by one part in a hundred thousand: far too little for any training curve to show. */
  @Test
  void aRuleThatIsSlightlyWrongFails() {
    GradientReport right = GradientCheck.standard().op(new SkewedCopy(1), numbers(4, 5));
    assertTrue(right.passes(), right::toString);
    GradientReport report = GradientCheck.standard().op(new SkewedCopy(1.00001f), numbers(4, 5));
    assertFalse(report.passes(), report::toString);
    assertTrue(report.maxRelativeError() > 9e-6, report::toString);
    assertTrue(report.maxRelativeError() < 2e-5, report::toString);
    assertTrue(report.toString().contains("wrong"), report::toString);
  }

  @Test
  void zerosProveNothing() {
    GradientReport report =
        GradientCheck.standard().op(new Relu(), Tensor.of(Shape.of(2), -1f, -2));
    assertFalse(report.passes());
    assertTrue(report.toString().contains("proves nothing"), report::toString);
  }

  @Test
  void aPointOnAKinkIsLeftOutAndCounted() {
    GradientReport report =
        GradientCheck.standard().op(new Relu(), Tensor.of(Shape.of(3), 0f, 1, -1));
    assertEquals(1, report.tensors().get(0).kinks(), report::toString);
    assertEquals(2, report.tensors().get(0).checked(), report::toString);
    assertFalse(report.passes(), "one of three is too many to leave out");
  }

  @Test
  void aKinkWithinTheStepIsSteppedAround() {
    GradientReport report =
        GradientCheck.standard().op(new Relu(), Tensor.of(Shape.of(3), 3e-6, 1, -3e-6));
    assertTrue(report.passes(), report::toString);
    assertEquals(3, report.checked());
  }

  @Test
  void aLargeTensorIsSampledTheSameWayEachTime() {
    GradientCheck check = GradientCheck.standard().coordinates(50).seed(3);
    GradientReport report = check.op(new Relu(), numbers(40, 50));
    assertEquals(50, report.checked());
    assertEquals(report, check.op(new Relu(), numbers(40, 50)));
  }

  /** A loss that depends on state which its own graph overwrites, as running statistics are. */
  @Test
  void stateThatTheGraphWritesBeginsEachEvaluationAnew() {
    GraphBuilder graph =
        new GraphBuilder(
            StateLayout.builder()
                .add("w", TensorType.real(3, 3))
                .add("s", TensorType.real(2, 3))
                .build());
    Value x = graph.input("x", TensorType.real(2, 3));
    Value y = graph.emit(new MatMul(), x, graph.variable("w"));
    Value sum = graph.emit(new Add(), y, graph.variable("s"));
    Value loss = graph.emit(new Mean(), graph.emit(new Softmax(), sum));
    Value weighted = graph.emit(new Mean(), graph.emit(new Relu(), sum));
    graph.emitAll(new Assign(), List.of(graph.variable("s"), sum));
    GradientReport report =
        GradientCheck.standard()
            .loss(
                graph,
                graph.emit(new Add(), loss, weighted),
                Map.of("x", numbers(2, 3), "w", numbers(3, 3), "s", numbers(2, 3)),
                List.of("w", "s"));
    assertTrue(report.passes(), report::toString);
  }

  @Test
  void aMissingOrUnknownValueIsNamed() {
    GraphBuilder graph = new GraphBuilder();
    Value loss = graph.emit(new Mean(), graph.input("x", TensorType.real(3)));
    var missing =
        assertThrows(
            IllegalArgumentException.class,
            () -> GradientCheck.standard().loss(graph, loss, Map.of(), List.of("x")));
    assertTrue(missing.getMessage().contains("'x'"), missing.getMessage());
  }

  private static Tensor numbers(int... shape) {
    double[] numbers = new double[(int) Shape.of(shape).elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (i * 37 % 101 - 50.3) / 40;
    }
    return Tensor.of(Shape.of(shape), numbers);
  }
}
