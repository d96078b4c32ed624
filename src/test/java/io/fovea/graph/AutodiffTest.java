package io.fovea.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.check.GradientCheck;
import io.fovea.check.GradientReport;
import io.fovea.op.Add;
import io.fovea.op.AddBias;
import io.fovea.op.BatchNorm;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.MatMul;
import io.fovea.op.MaxPool2d;
import io.fovea.op.Mean;
import io.fovea.op.Padding;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Relu;
import io.fovea.op.Reshape;
import io.fovea.op.SoftmaxCrossEntropy;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Differentiation of whole graphs; the rules of single ops are tested with the ops. */
class AutodiffTest {
  private final GraphBuilder graph = new GraphBuilder();

  /** {@code x + x + relu(x)} has slope 3 where x is positive, else 2: on every backend, exactly. */
  @Test
  void aValueUsedThreeTimesSumsItsGradients() {
    Value x = graph.input("x", TensorType.real(5));
    Value y = graph.emit(new Add(), graph.emit(new Add(), x, x), graph.emit(new Relu(), x));
    Value dy = graph.input("dy", TensorType.real(5));
    Value dx = Autodiff.gradients(graph, List.of(y), List.of(dy), List.of(x)).get(0);
    graph.output("dx", dx);
    Map<String, Tensor> values = new LinkedHashMap<>();
    values.put("x", Tensor.of(Shape.of(5), -1f, 2, -3, 4, 5));
    values.put("dy", Tensor.of(Shape.of(5), 1f, 10, 100, 1000, 10000));
    try (BackendsUnderTest backends = new BackendsUnderTest()) {
      for (Target target : backends.targets()) {
        Tensor got =
            GraphRun.of(target.device(), graph.build(), CompileOptions.standard(), values)
                .get(0)
                .get("dx");
        assertEquals(
            Tensor.of(Shape.of(5), 2f, 30, 200, 3000, 30000),
            Tensor.of(got.shape(), got.floats()),
            target.name());
      }
    }
  }

  @Test
  void whatTheLossDoesNotDependOnGetsZeros() {
    Value x = graph.input("x", TensorType.real(2));
    Value unused = graph.input("unused", TensorType.real(3, 2));
    Value loss = graph.emit(new Mean(), x);
    List<Value> gradients = Autodiff.gradients(graph, loss, List.of(x, unused));
    assertEquals(Shape.of(3, 2), gradients.get(1).shape());
    assertEquals("constant", graph.producer(gradients.get(1)).op().name());
  }

  @Test
  void onlyAScalarIsALoss() {
    Value x = graph.input("x", TensorType.real(2));
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Autodiff.gradients(graph, x, List.of(x)));
    assertTrue(e.getMessage().contains("scalar"), e.getMessage());
  }

  /**
   * Statistics are saved results: a loss that depends on them is refused, not differentiated wrong.
   */
  @Test
  void noGradientFlowsThroughSavedResults() {
    Value x = graph.input("x", TensorType.real(4, 3));
    Value gamma = graph.input("gamma", TensorType.real(3));
    graph.label("stem/norm");
    Value mean = graph.emitAll(new BatchNorm(1e-3), List.of(x, gamma, gamma)).get(1);
    Value loss = graph.emit(new Mean(), mean);
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Autodiff.gradients(graph, loss, List.of(x)));
    assertTrue(e.getMessage().contains("batch_norm 'stem/norm'"), e.getMessage());
    assertTrue(e.getMessage().contains("output 1"), e.getMessage());
  }

  @Test
  void gradientNodesBelongToTheLayerOfTheirNode() {
    Value x = graph.input("x", TensorType.real(4, 3));
    graph.label("head/relu");
    Value y = graph.emit(new Relu(), x);
    graph.label("loss");
    Value loss = graph.emit(new Mean(), y);
    Value dx = Autodiff.gradients(graph, loss, List.of(x)).get(0);
    assertEquals("head/relu", graph.producer(dx).label());
    assertEquals("loss", graph.label(""));
  }

  /** A residual net with two inputs, against difference quotients by every parameter. */
  @Test
  void aWholeNetAgreesWithDifferenceQuotients() {
    Value image = graph.input("image", TensorType.real(2, 6, 6, 2));
    Value extra = graph.input("extra", TensorType.real(2, 4));
    Value w1 = graph.input("w1", TensorType.real(3, 3, 2, 4));
    Value w2 = graph.input("w2", TensorType.real(3, 3, 4, 4));
    Value gamma = graph.input("gamma", TensorType.real(4));
    Value beta = graph.input("beta", TensorType.real(4));
    Value w3 = graph.input("w3", TensorType.real(36, 4));
    Value b = graph.input("b", TensorType.real(4));
    Value labels = graph.input("labels", TensorType.ints(2));
    Conv2d same = new Conv2d(Conv2dGeometry.UNIT.padding(Padding.of(1)));
    Value x = graph.emit(same, image, w1);
    Value y = graph.emit(new BatchNorm(1e-2), graph.emit(same, x, w2), gamma, beta);
    Value sum = graph.emit(new Relu(), graph.emit(new Add(), x, y));
    Value pooled = graph.emit(new MaxPool2d(PoolGeometry.of(2, 2)), sum);
    Value flat = graph.emit(new Reshape(Shape.of(2, 36)), pooled);
    Value dense = graph.emit(new AddBias(), graph.emit(new MatMul(), flat, w3), b);
    Value logits = graph.emit(new Add(), dense, extra);
    Value loss = graph.emit(new Mean(), graph.emit(new SoftmaxCrossEntropy(), logits, labels));
    Random random = new Random(11);
    Map<String, Tensor> values = new LinkedHashMap<>();
    graph
        .build()
        .inputs()
        .forEach((name, value) -> values.put(name, numbers(random, value.shape())));
    values.put("labels", Tensor.of(Shape.of(2), 1, 3));
    GradientReport report =
        GradientCheck.standard()
            .loss(graph, loss, values, List.of("w1", "w2", "gamma", "beta", "w3", "b", "extra"));
    assertTrue(report.passes(), report::toString);
    assertEquals(7, report.tensors().size());
    assertTrue(report.checked() > 300, report::toString);
  }

  private static Tensor numbers(Random random, Shape shape) {
    double[] numbers = new double[(int) shape.elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextGaussian() / 2;
    }
    return Tensor.of(shape, numbers);
  }
}
