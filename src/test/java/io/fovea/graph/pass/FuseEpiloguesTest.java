package io.fovea.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.graph.Autodiff;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.GraphRun;
import io.fovea.graph.Node;
import io.fovea.graph.StateLayout;
import io.fovea.graph.Variable;
import io.fovea.op.Activation;
import io.fovea.op.Add;
import io.fovea.op.AddBias;
import io.fovea.op.Assign;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Epilogue;
import io.fovea.op.MatMul;
import io.fovea.op.MaxPool2d;
import io.fovea.op.Mean;
import io.fovea.op.Op;
import io.fovea.op.PRelu;
import io.fovea.op.Padding;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Relu;
import io.fovea.op.ReluGradient;
import io.fovea.op.Reshape;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a convolution or product takes upon itself, and what it must not. */
class FuseEpiloguesTest {
  private static final Conv2dGeometry SAME = Conv2dGeometry.UNIT.padding(Padding.of(1));
  private static final Shape IMAGE = Shape.of(2, 4, 5, 3);

  private final GraphBuilder graph =
      new GraphBuilder(
          StateLayout.builder()
              .add("w", TensorType.real(3, 3, 3, 3))
              .add("w2", TensorType.real(3, 3, 3, 3))
              .add("b", TensorType.real(3))
              .add("alpha", TensorType.real(3))
              .add("state", TensorType.real(IMAGE))
              .build());

  private final Value x = graph.input("x", TensorType.real(IMAGE));
  private final Value other = graph.input("other", TensorType.real(IMAGE));
  private final Value b = graph.variable("b");
  private final Value alpha = graph.variable("alpha");
  private final Value state = graph.variable("state");

  private Value emit(Op op, Value... inputs) {
    return graph.emit(op, inputs);
  }

  private Value conv(Value image, String weights) {
    return emit(new Conv2d(SAME), image, graph.variable(weights));
  }

  private Value biased(Value y) {
    return emit(new AddBias(), y, b);
  }

  private Value sum(Value left, Value right) {
    return emit(new Add(), left, right);
  }

  private Value prelu(Value y) {
    return emit(new PRelu(), y, alpha);
  }

  private Value mean(Value y) {
    return emit(new Mean(), emit(new Reshape(Shape.of((int) y.shape().elements())), y));
  }

  @Test
  void biasResidualAndReluAreOneNode() {
    graph.output("y", emit(new Relu(), sum(biased(conv(x, "w")), other)));
    Node fused = only(fused("conv2d"));
    assertEquals(new Epilogue(true, true, Activation.RELU), epilogue(fused));
    assertSame(b, fused.inputs().get(2));
    assertSame(other, fused.inputs().get(3));
  }

  @Test
  void biasResidualAndPReluAreOneNode() {
    graph.output("y", prelu(sum(other, biased(conv(x, "w")))));
    Node fused = only(fused("conv2d"));
    assertEquals(new Epilogue(true, true, Activation.PRELU), epilogue(fused));
    assertSame(other, fused.inputs().get(3));
    assertSame(alpha, fused.inputs().get(4));
  }

  @Test
  void anyPartMayBeMissing() {
    graph.output("residual", sum(conv(x, "w"), other));
    graph.output("prelu", prelu(conv(x, "w")));
    graph.output("biased", prelu(biased(conv(x, "w"))));
    graph.output("added", prelu(sum(conv(x, "w"), other)));
    assertEquals(
        List.of(
            new Epilogue(false, true, Activation.NONE),
            new Epilogue(false, Activation.PRELU),
            new Epilogue(true, Activation.PRELU),
            new Epilogue(false, true, Activation.PRELU)),
        fused("conv2d", "conv2d", "conv2d", "conv2d").stream()
            .map(FuseEpiloguesTest::epilogue)
            .toList());
  }

  @Test
  void aProductOfMatricesDoesTheSame() {
    Value rows = emit(new Reshape(Shape.of(40, 3)), x);
    Value more = emit(new Reshape(Shape.of(40, 3)), other);
    Value w = emit(new Reshape(Shape.of(27, 3)), graph.variable("w"));
    Value wide = emit(new MatMul(false, true), rows, w);
    graph.output("y", prelu(sum(biased(emit(new MatMul(), wide, w)), more)));
    fused("reshape", "reshape", "reshape", "matmul", "matmul");
  }

  /** As in a residual block without a convolution on its other way. */
  @Test
  void whatAConvolutionReadsMayBeItsResidual() {
    Value y = emit(new Relu(), sum(x, biased(conv(x, "w"))));
    graph.output("y", y);
    fused("conv2d");
  }

  @Test
  void ofTwoConvolutionsThatAreAddedTheLaterOneTakesTheSum() {
    Value first = biased(conv(x, "w"));
    Value second = conv(other, "w2");
    graph.output("y", emit(new Relu(), sum(second, first)));
    List<Node> nodes = fused("conv2d", "conv2d");
    assertEquals(new Epilogue(true, Activation.NONE), epilogue(nodes.get(0)));
    assertEquals(new Epilogue(false, true, Activation.RELU), epilogue(nodes.get(1)));
    assertSame(first, nodes.get(1).inputs().get(2));
  }

  @Test
  void theEarlierOneTakesItWhereTheLaterOneIsReadElsewhereToo() {
    Value first = conv(x, "w");
    Value second = conv(other, "w2");
    graph.output("y", emit(new Relu(), sum(first, second)));
    graph.output("second", second);
    List<Node> nodes = fused("conv2d", "conv2d");
    assertEquals(Epilogue.NONE, epilogue(nodes.get(0)));
    assertSame(second, nodes.get(1).inputs().get(2));
  }

  @Test
  void aSumOfAValueWithItselfIsNotFused() {
    Value y = conv(x, "w");
    graph.output("y", sum(y, y));
    fused("conv2d", "add");
  }

  @Test
  void aValueThatIsReadTwiceIsNotFused() {
    Value y = conv(x, "w");
    graph.output("y", prelu(y));
    graph.output("z", sum(y, other));
    fused("conv2d", "prelu", "add");
  }

  @Test
  void aSecondResidualIsNotFused() {
    graph.output("y", sum(sum(conv(x, "w"), other), x));
    fused("conv2d", "add");
  }

  @Test
  void aBiasBehindAResidualIsNotFused() {
    graph.output("y", biased(sum(conv(x, "w"), other)));
    fused("conv2d", "add_bias");
  }

  @Test
  void nothingIsFusedBehindAnActivation() {
    graph.output("y", sum(prelu(conv(x, "w")), other));
    graph.output("z", prelu(emit(new Relu(), conv(x, "w"))));
    fused("conv2d", "add", "conv2d", "prelu");
  }

  /** A slope per element is a PReLU of another shape. */
  @Test
  void aReshapedValueIsNotFused() {
    Value flat = emit(new Reshape(Shape.of(2, 20, 3)), conv(x, "w"));
    graph.output("y", prelu(flat));
    fused("conv2d", "reshape", "prelu");
  }

  @Test
  void aResidualInStateIsReadWhereTheSumWas() {
    Value y = conv(x, "w");
    graph.emitAll(new Assign(), List.of(state, other));
    graph.output("y", sum(y, state));
    fused("assign", "conv2d");
  }

  @Test
  void aResidualInStateIsOverwrittenBeforeTheActivation() {
    Value y = sum(conv(x, "w"), state);
    graph.emitAll(new Assign(), List.of(state, other));
    graph.output("y", emit(new Relu(), y));
    fused("conv2d", "assign", "relu");
  }

  @Test
  void slopesAreOverwrittenBeforeTheirUse() {
    Value y = conv(x, "w");
    graph.emitAll(new Assign(), List.of(alpha, b));
    graph.output("y", prelu(y));
    fused("assign", "conv2d");
  }

  /** It reads what it would overwrite, element by element or not. */
  @Test
  void aResidualIsNotWrittenThrough() {
    Value y = sum(conv(x, "w"), state);
    graph.emitAll(new Assign(), List.of(state, y));
    assertEquals(
        List.of("conv2d", "assign"), names(kept(Passes.optimize(graph.build(), Set.of()))));
  }

  /** The gradient of PReLU reads what PReLU reads. */
  @Test
  void inTrainingPReluStays() {
    Value y = prelu(biased(conv(x, "w")));
    Value loss = emit(new Mean(), emit(new Reshape(Shape.of(120)), y));
    graph.output("dw", Autodiff.gradients(graph, loss, List.of(graph.variable("w"))).get(0));
    Graph after = kept(new FuseEpilogues().apply(graph.build()));
    assertTrue(names(after).contains("prelu"), after.toString());
    assertEquals(new Epilogue(true, Activation.NONE), epilogue(after.nodes().get(0)));
  }

  /** The gradient of ReLU reads what ReLU has made, and that of a sum reads nothing. */
  @Test
  void inTrainingBiasResidualAndReluAreTaken() {
    Value y = emit(new Relu(), sum(biased(conv(x, "w")), other));
    Value loss = emit(new Mean(), emit(new Reshape(Shape.of(120)), y));
    List<Value> by = List.of(graph.variable("w"), b);
    List<Value> gradients = Autodiff.gradients(graph, loss, by);
    graph.output("dw", gradients.get(0));
    graph.output("db", gradients.get(1));
    Graph after = kept(new FuseEpilogues().apply(graph.build()));
    assertEquals(new Epilogue(true, true, Activation.RELU), epilogue(after.nodes().get(0)));
    assertEquals(
        List.of(), names(after).stream().filter(List.of("add", "relu")::contains).toList());
  }

  /** Two branches meet at the output of a ReLU: their gradients, and what ReLU has let through. */
  @Test
  void inTheBackwardPassTheSumOfGradientsAndTheMaskAreTaken() {
    Value y = emit(new Relu(), conv(x, "w"));
    Value loss = mean(sum(y, conv(y, "w2")));
    graph.output("dw", Autodiff.gradients(graph, loss, List.of(graph.variable("w"))).get(0));
    Graph after = kept(new FuseEpilogues().apply(graph.build()));
    assertEquals(
        List.of(),
        names(after).stream().filter(List.of("add", "relu_gradient")::contains).toList());
    Node gradient = dataGradient(after);
    assertEquals(new Epilogue(false, true, Activation.RELU_GRADIENT), epilogue(gradient));
    assertSame(y, gradient.inputs().get(3));
  }

  @Test
  void theGradientOfADenseLayerDoesTheSame() {
    Value rows = emit(new Reshape(Shape.of(40, 3)), x);
    Value w = emit(new Reshape(Shape.of(27, 3)), graph.variable("w"));
    Value y = emit(new Relu(), emit(new MatMul(false, true), rows, w));
    Value loss = emit(new Mean(), emit(new Reshape(Shape.of(120)), emit(new MatMul(), y, w)));
    graph.output("dw", Autodiff.gradients(graph, loss, List.of(w)).get(0));
    Graph after = kept(new FuseEpilogues().apply(graph.build()));
    assertEquals(
        List.of(Activation.RELU, Activation.NONE, Activation.RELU_GRADIENT),
        after.nodes().stream()
            .filter(node -> node.op() instanceof MatMul product && !product.transposeA())
            .map(node -> epilogue(node).activation())
            .toList());
    assertTrue(names(after).stream().noneMatch("relu_gradient"::equals), after.toString());
  }

  private static Node dataGradient(Graph graph) {
    return only(
        graph.nodes().stream().filter(node -> node.op() instanceof Conv2dDataGradient).toList());
  }

  /** With the gradient of pooling out of the way. */
  @Test
  void theMaskOfPooledElementsIsTaken() {
    Value y = emit(new Relu(), conv(x, "w"));
    Value pooled = graph.emitAll(new MaxPool2d(PoolGeometry.of(2, 2)), List.of(y)).get(0);
    Value loss = mean(conv(pooled, "w2"));
    graph.output("dw", Autodiff.gradients(graph, loss, List.of(graph.variable("w"))).get(0));
    Graph after = kept(Passes.optimize(graph.build(), Set.of()));
    Node gradient = dataGradient(after);
    assertEquals(new Epilogue(false, Activation.RELU_GRADIENT), epilogue(gradient));
    assertSame(pooled, gradient.inputs().get(2));
  }

  /** The gradient of images that were flattened for a dense layer. */
  @Test
  void theMaskBehindAReshapeIsTaken() {
    Value y = emit(new Relu(), conv(x, "w"));
    Value w = emit(new Reshape(Shape.of(27, 3)), graph.variable("w2"));
    Value rows = emit(new Reshape(Shape.of(40, 3)), y);
    Value loss = mean(emit(new MatMul(false, true), rows, w));
    graph.output("dw", Autodiff.gradients(graph, loss, List.of(graph.variable("w"))).get(0));
    Graph delayed = new DelayReshapes().apply(graph.build());
    Graph after = kept(new FuseEpilogues().apply(delayed));
    assertTrue(names(after).stream().noneMatch("relu_gradient"::equals), after.toString());
  }

  @Test
  void aReshapeThatIsReadElsewhereIsNotDelayed() {
    Value rows = emit(new Reshape(Shape.of(40, 3)), conv(x, "w"));
    graph.output("y", emit(new Relu(), rows));
    graph.output("rows", rows);
    assertEquals(graph.build().nodes(), new DelayReshapes().apply(graph.build()).nodes());
  }

  @Test
  void theGradientIsNotTakenForTheMask() {
    graph.output("dx", emit(new ReluGradient(), conv(x, "w"), other));
    Value y = conv(x, "w2");
    graph.output("dy", emit(new ReluGradient(), y, y));
    fused("conv2d", "relu_gradient", "conv2d", "relu_gradient");
  }

  @Test
  void aSumBehindTheMaskIsNotFused() {
    graph.output("dx", sum(emit(new ReluGradient(), other, conv(x, "w")), x));
    fused("conv2d", "add");
  }

  @Test
  void theMaskIsOverwrittenBeforeItsUse() {
    Value y = conv(x, "w");
    graph.emitAll(new Assign(), List.of(state, other));
    graph.output("dx", emit(new ReluGradient(), state, y));
    fused("assign", "conv2d");
  }

  /** No memory is shared between what is added and what is made. */
  @Test
  void aResidualKeepsItsMemoryUntilTheResultIsMade() {
    Value residual = emit(new Relu(), other);
    Value y = sum(conv(x, "w"), residual);
    graph.output("y", y);
    Graph after = new FuseEpilogues().apply(graph.build());
    MemoryPlan plan = MemoryPlan.of(after, Map.of());
    assertTrue(plan.block(residual).overlaps(plan.block(y)));
  }

  /** The nodes after the pass, whose names are these; with the results of before. */
  private List<Node> fused(String... names) {
    Graph after = kept(new FuseEpilogues().apply(graph.build()));
    assertEquals(List.of(names), names(after), after.toString());
    return after.nodes();
  }

  /** The graph, once it is known to compute what was built. */
  private Graph kept(Graph after) {
    Graph built = graph.build();
    CompileOptions none = CompileOptions.standard();
    for (Pass pass : Passes.standard()) {
      none = none.without(pass.name());
    }
    Map<String, Tensor> values = values(built);
    try (Device device = Devices.open("reference")) {
      List<Map<String, Tensor>> want = GraphRun.of(device, built, none, values);
      double difference = GraphRun.difference(want, GraphRun.of(device, after, none, values));
      assertTrue(difference < 1e-12, "results change by " + difference + "\n" + after);
    }
    return after;
  }

  private static Node only(List<Node> nodes) {
    assertEquals(1, nodes.size());
    return nodes.get(0);
  }

  private static List<String> names(Graph graph) {
    return graph.nodes().stream().map(node -> node.op().name()).toList();
  }

  private static Epilogue epilogue(Node node) {
    if (node.op() instanceof MatMul product) {
      return product.epilogue();
    }
    return node.op() instanceof Conv2dDataGradient gradient
        ? gradient.epilogue()
        : ((Conv2d) node.op()).epilogue();
  }

  /** Of either sign, so that an activation shows. */
  private static Map<String, Tensor> values(Graph graph) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    Random random = new Random(3);
    graph.inputs().forEach((name, value) -> values.put(name, numbers(random, value.shape())));
    for (Variable variable : graph.layout().variables()) {
      values.put(variable.path(), numbers(random, variable.type().shape()));
    }
    return values;
  }

  private static Tensor numbers(Random random, Shape shape) {
    return Tensor.of(shape, random.doubles(shape.elements(), -1, 1).toArray());
  }
}
