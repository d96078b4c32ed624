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
import io.fovea.op.Assign;
import io.fovea.op.MaxPool2d;
import io.fovea.op.Mean;
import io.fovea.op.PRelu;
import io.fovea.op.Padding;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Reshape;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When PReLU and a max pooling become one, and when they must not. */
class FusePooledPReluTest {
  private static final PoolGeometry OVERLAPPING =
      new PoolGeometry(3, 2, 2, 1, new Padding(1, 0, 1, 1), false);
  private static final Shape IMAGE = Shape.of(2, 5, 6, 3);

  private final GraphBuilder graph =
      new GraphBuilder(
          StateLayout.builder()
              .add("x", TensorType.real(IMAGE))
              .add("image", TensorType.real(IMAGE))
              .add("alpha", TensorType.real(3))
              .add("other", TensorType.real(3))
              .build());

  private final Value x = graph.variable("x");
  private final Value image = graph.variable("image");
  private final Value alpha = graph.variable("alpha");
  private final Value other = graph.variable("other");

  private Value prelu() {
    return graph.emit(new PRelu(), x, alpha);
  }

  private Value pool(Value y) {
    return graph.emit(new MaxPool2d(OVERLAPPING), y);
  }

  private Value loss(Value pooled) {
    Shape row = Shape.of((int) pooled.shape().elements());
    return graph.emit(new Mean(), graph.emit(new Reshape(row), pooled));
  }

  private void outputGradients(Value loss) {
    List<Value> gradients = Autodiff.gradients(graph, loss, List.of(x, alpha));
    graph.output("dx", gradients.get(0));
    graph.output("dalpha", gradients.get(1));
  }

  @Test
  void forwardAlone() {
    graph.output("y", pool(prelu()));
    requireNames("prelu_max_pool2d");
  }

  @Test
  void gradientsAreOfTheElementsThatWon() {
    Value loss = loss(pool(prelu()));
    graph.output("loss", loss);
    outputGradients(loss);
    requireNames(
        "prelu_max_pool2d",
        "reshape",
        "mean",
        "constant",
        "mean_gradient",
        "reshape",
        "prelu_gradient",
        "max_pool2d_gradient",
        "bias_gradient");
  }

  @Test
  void twoPoolingsOfOnePReluStay() {
    Value y = prelu();
    graph.output("y", pool(y));
    graph.output("z", pool(y));
    requireNames("prelu", "max_pool2d", "max_pool2d");
  }

  @Test
  void aResultThatIsWantedItselfStays() {
    Value y = prelu();
    graph.output("y", y);
    graph.output("z", pool(y));
    requireNames("prelu", "max_pool2d");
  }

  @Test
  void slopesThatAreOverwrittenInBetweenStay() {
    Value y = prelu();
    graph.emitAll(new Assign(), List.of(alpha, other));
    graph.output("y", pool(y));
    requireNames("prelu", "assign", "max_pool2d");
  }

  /** The gradient is that of the slopes which are there by then, in its own place. */
  @Test
  void slopesThatAreOverwrittenBeforeTheGradient() {
    Value loss = loss(pool(prelu()));
    graph.output("loss", loss);
    graph.emitAll(new Assign(), List.of(alpha, other));
    outputGradients(loss);
    kept();
  }

  /** What was pooled is no longer there: the gradient is that of what is. */
  @Test
  void anImageThatIsOverwrittenBeforeTheGradient() {
    Value loss = loss(pool(prelu()));
    graph.output("loss", loss);
    graph.emitAll(new Assign(), List.of(x, image));
    outputGradients(loss);
    Graph after = kept();
    int unpooled = names(after).indexOf("max_pool2d_gradient");
    assertTrue(unpooled < names(after).indexOf("prelu_gradient"), after.toString());
  }

  /** What reads the unpooled gradient itself needs all of it. */
  @Test
  void aSecondLossLeavesTheGradientsWhereTheyAre() {
    Value y = prelu();
    Value loss = loss(pool(y));
    graph.output("loss", loss);
    List<Value> gradients = Autodiff.gradients(graph, loss, List.of(x, alpha, y));
    for (int i = 0; i < gradients.size(); i++) {
      graph.output("gradient" + i, gradients.get(i));
    }
    Graph after = kept();
    int unpooled = names(after).indexOf("max_pool2d_gradient");
    assertTrue(unpooled < names(after).indexOf("prelu_gradient"), after.toString());
  }

  private void requireNames(String... names) {
    Graph after = kept();
    assertEquals(List.of(names), names(after), after.toString());
  }

  /** The graph after the pass, once it is known to compute what was built. */
  private Graph kept() {
    Graph built = graph.build();
    Graph after = new SumPooledGradients().apply(new FusePooledPRelu().apply(built));
    CompileOptions none = CompileOptions.standard();
    for (Pass pass : Passes.standard()) {
      none = none.without(pass.name());
    }
    Random random = new Random(5);
    Map<String, Tensor> values =
        Map.of(
            "x", Tensor.of(IMAGE, random.doubles(IMAGE.elements(), -1, 1).toArray()),
            "image", Tensor.of(IMAGE, random.doubles(IMAGE.elements(), -1, 1).toArray()),
            "alpha", Tensor.of(Shape.of(3), 0.25, -2, 1.5),
            "other", Tensor.of(Shape.of(3), -0.5, 0.75, 0));
    try (Device device = Devices.open("reference")) {
      List<Map<String, Tensor>> want = GraphRun.of(device, built, none, values);
      double difference = GraphRun.difference(want, GraphRun.of(device, after, none, values));
      assertTrue(difference < 1e-12, "results change by " + difference + "\n" + after);
    }
    return after;
  }

  private static List<String> names(Graph graph) {
    return graph.nodes().stream().map(node -> node.op().name()).toList();
  }
}
