package io.fovea.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.graph.Autodiff;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.GraphRun;
import io.fovea.graph.StateLayout;
import io.fovea.op.AddBias;
import io.fovea.op.BiasGradient;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.MatMul;
import io.fovea.op.MaxPool2d;
import io.fovea.op.Mean;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Relu;
import io.fovea.op.Reshape;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bias gradients that weight gradients make. */
class FuseBiasGradientsTest {
  private static final List<String> PATHS = List.of("conv/w", "conv/b", "dense/w", "dense/b");
  private static final Shape IMAGE = Shape.of(2, 6, 6, 3);

  private final Map<String, TensorType> types =
      Map.of(
          "conv/w", TensorType.real(3, 3, 3, 4),
          "conv/b", TensorType.real(4),
          "dense/w", TensorType.real(16, 5),
          "dense/b", TensorType.real(5));
  private final GraphBuilder graph = new GraphBuilder(layout());

  private StateLayout layout() {
    StateLayout.Builder layout = StateLayout.builder();
    for (String path : PATHS) {
      layout.add(path, types.get(path)).add("gradients/" + path, types.get(path));
    }
    return layout.build();
  }

  /** Convolution, bias, ReLU, pooling, dense layer with bias, mean; and all gradients. */
  private void build() {
    Value x = graph.input("x", TensorType.real(IMAGE));
    Value y = graph.emit(new Conv2d(Conv2dGeometry.UNIT), x, graph.variable("conv/w"));
    y = graph.emit(new Relu(), graph.emit(new AddBias(), y, graph.variable("conv/b")));
    y = graph.emitAll(new MaxPool2d(PoolGeometry.of(2, 2)), List.of(y)).get(0);
    y = graph.emit(new Reshape(Shape.of(2, 16)), y);
    y = graph.emit(new MatMul(), y, graph.variable("dense/w"));
    y = graph.emit(new AddBias(), y, graph.variable("dense/b"));
    y = graph.emit(new Relu(), y);
    Value loss = graph.emit(new Mean(), graph.emit(new Reshape(Shape.of(10)), y));
    List<Value> by = PATHS.stream().map(graph::variable).toList();
    List<Value> gradients = Autodiff.gradients(graph, loss, by);
    for (int i = 0; i < by.size(); i++) {
      graph.assign(graph.layout().variable("gradients/" + PATHS.get(i)), gradients.get(i));
    }
  }

  private static List<String> names(Graph graph) {
    return graph.nodes().stream().map(node -> node.op().name()).toList();
  }

  @Test
  void aStepSumsEveryBiasBesideItsWeightsAndStoresBothInPlace() {
    build();
    Graph fused = Passes.optimize(graph.build(), Set.of());
    assertEquals(
        0, names(fused).stream().filter("bias_gradient"::equals).count(), names(fused)::toString);
    assertEquals(0, names(fused).stream().filter("assign"::equals).count(), names(fused)::toString);
    Map<String, Tensor> values = new HashMap<>();
    Random random = new Random(11);
    values.put("x", reals(IMAGE, random));
    PATHS.forEach(path -> values.put(path, reals(types.get(path).shape(), random)));
    CompileOptions none = CompileOptions.standard();
    for (Pass pass : Passes.standard()) {
      none = none.without(pass.name());
    }
    try (Device device = Devices.open("reference")) {
      List<Map<String, Tensor>> want = GraphRun.of(device, graph.build(), none, values);
      List<Map<String, Tensor>> got = GraphRun.of(device, fused, none, values);
      assertTrue(GraphRun.difference(want, got) < 1e-12, fused.toString());
    }
  }

  @Test
  void withoutItBehindAPoolingTheFewPooledElementsAreSummed() {
    build();
    Graph apart = Passes.optimize(graph.build(), Set.of(FuseBiasGradients.NAME));
    List<Shape> summed = new ArrayList<>();
    apart.nodes().stream()
        .filter(node -> node.op() instanceof BiasGradient)
        .forEach(node -> summed.add(node.inputs().get(0).shape()));
    assertEquals(List.of(Shape.of(2, 5), Shape.of(2, 2, 2, 4)), summed);
  }

  @Test
  void aSumThatIsReadBeforeTheProductStaysAlone() {
    Value a = graph.input("a", TensorType.real(7, 2));
    Value dy = graph.input("dy", TensorType.real(2, 7));
    Value sums = graph.emit(new BiasGradient(), dy);
    Value product = graph.emit(new MatMul(), graph.emit(new AddBias(), dy, sums), a);
    graph.output("y", graph.emit(new MatMul(), product, dy));
    assertEquals(
        List.of("bias_gradient", "add_bias", "matmul", "matmul"),
        names(new FuseBiasGradients().apply(graph.build())));
  }

  private static Tensor reals(Shape shape, Random random) {
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(shape, values);
  }
}
