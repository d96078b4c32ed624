package io.fovea.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.graph.Autodiff;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.GraphRun;
import io.fovea.graph.StateLayout;
import io.fovea.graph.Variable;
import io.fovea.op.AddBias;
import io.fovea.op.BatchNormInference;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.FlatUpdate;
import io.fovea.op.MatMul;
import io.fovea.op.MaxPool2d;
import io.fovea.op.Mean;
import io.fovea.op.PRelu;
import io.fovea.op.Padding;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Relu;
import io.fovea.op.Reshape;
import io.fovea.op.SoftmaxCrossEntropy;
import io.fovea.op.TensorType;
import io.fovea.op.UpdateRule;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Small nets as layers build them, on every backend, with each pass on and off. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PassesTest {
  /**
   * Of a result relative to the largest of its tensor. Each of the six layers sums at most 72 terms
   * of either sign and rounds a dozen times more: {@code 6 * 84 * 2^-24 = 3e-5} at the worst.
   */
  private static final double TOLERANCE = 3e-5;

  private static final Conv2d SAME = new Conv2d(Conv2dGeometry.UNIT.padding(Padding.of(1)));
  private static final int BATCH = 4;

  private BackendsUnderTest backends;

  @BeforeAll
  void open() {
    backends = new BackendsUnderTest();
  }

  @AfterAll
  void close() {
    backends.close();
  }

  /** Two steps of training: convolution, bias, ReLU, pool, dense, loss, gradients, update. */
  @Test
  void trainingStaysWithinTheBoundWithoutAnyPass() {
    requireSame(
        training(Rectifier.RELU),
        "fuse-epilogues",
        "mask-pooled-gradients",
        "sum-pooled-gradients",
        "write-through",
        "hoist-constants",
        "prune");
  }

  /** The same with PReLU. */
  @Test
  void trainingOfSlopesStaysWithinTheBoundWithoutAnyPass() {
    requireSame(
        training(Rectifier.PRELU), "fuse-epilogues", "fuse-pooled-prelu", "sum-pooled-gradients");
  }

  /** Two convolutions, one with a bias, each with a normalisation, then a dense layer. */
  @Test
  void inferenceStaysWithinTheBoundWithoutAnyPass() {
    requireSame(inference(), "fold-batch-norm", "fuse-epilogues", "hoist-constants");
  }

  private void requireSame(Graph graph, String... effective) {
    for (Pass pass : Passes.standard()) {
      Graph without = Passes.optimize(graph, Set.of(pass.name()));
      Graph with = Passes.optimize(graph, Set.of());
      boolean changes =
          !with.nodes().equals(without.nodes()) || with.prologue() != without.prologue();
      assertTrue(
          changes || !Arrays.asList(effective).contains(pass.name()),
          () -> pass.name() + " finds nothing to do");
    }
    Map<String, Tensor> values = values(graph);
    CompileOptions none = CompileOptions.standard();
    for (Pass pass : Passes.standard()) {
      none = none.without(pass.name());
    }
    List<Map<String, Tensor>> want =
        GraphRun.of(backends.target("reference").device(), graph, none, values);
    for (Target target : backends.targets()) {
      requireClose("no pass", target, graph, none, values, want);
      CompileOptions all = CompileOptions.standard();
      List<Map<String, Tensor>> standard =
          requireClose("all passes", target, graph, all, values, want);
      for (Pass pass : Passes.standard()) {
        requireClose(
            "without " + pass.name(), target, graph, all.without(pass.name()), values, want);
      }
      // What memory is used, and what it held, has no say in a single bit.
      assertEquals(standard, GraphRun.of(target.device(), graph, all.reuse(false), values));
      assertEquals(standard, GraphRun.of(target.device(), graph, all.poisoned(), values));
      // Moving nodes, renaming results and masking earlier keep every bit too, as long as what is
      // masked is not summed there.
      CompileOptions exact = all.without("sum-pooled-gradients");
      List<Map<String, Tensor>> bits = GraphRun.of(target.device(), graph, exact, values);
      for (String pass :
          List.of("prune", "mask-pooled-gradients", "write-through", "hoist-constants")) {
        assertEquals(
            bits,
            GraphRun.of(target.device(), graph, exact.without(pass), values),
            pass + " on " + target);
      }
    }
  }

  private static List<Map<String, Tensor>> requireClose(
      String what,
      Target target,
      Graph graph,
      CompileOptions options,
      Map<String, Tensor> values,
      List<Map<String, Tensor>> want) {
    List<Map<String, Tensor>> got = GraphRun.of(target.device(), graph, options, values);
    double difference = GraphRun.difference(want, got);
    assertTrue(
        difference <= TOLERANCE,
        () -> what + " on " + target + ": results differ by " + difference);
    return got;
  }

  @Test
  void anUnknownPassIsNamed() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Passes.optimize(inference(), Set.of("fuse-everything")));
    assertTrue(e.getMessage().contains("fuse-everything"), e.getMessage());
    assertTrue(e.getMessage().contains("fuse-epilogues"), e.getMessage());
  }

  /** A training step reuses memory, and its passes leave nothing that only moves numbers. */
  @Test
  void aTrainingStepIsTight() {
    Graph graph = Passes.optimize(training(Rectifier.RELU), Set.of());
    assertTrue(
        graph.nodes().stream()
            .noneMatch(n -> Set.of("assign", "add_bias", "relu").contains(n.op().name())),
        graph.toString());
    long reused = new ArenaLayout(MemoryPlan.of(graph, Map.of()).blocks(), 512, 1 << 30).bytes();
    long apart =
        new ArenaLayout(MemoryPlan.withoutReuse(graph, Map.of()).blocks(), 512, 1 << 30).bytes();
    assertTrue(reused < 0.7 * apart, reused + " bytes of " + apart);
  }

  private enum Rectifier {
    RELU,
    PRELU
  }

  private static Graph training(Rectifier rectifier) {
    StateLayout.Builder layout = StateLayout.builder();
    layout
        .addTo("parameters", "conv/w", TensorType.real(3, 3, 2, 8))
        .addTo("parameters", "conv/b", TensorType.real(8))
        .addTo("parameters", "conv2/w", TensorType.real(3, 3, 8, 8))
        .addTo("parameters", "conv2/b", TensorType.real(8))
        .addTo("parameters", "conv/alpha", TensorType.real(8))
        .addTo("parameters", "conv2/alpha", TensorType.real(8))
        .addTo("parameters", "dense/w", TensorType.real(72, 5))
        .addTo("parameters", "dense/b", TensorType.real(5))
        .addLike("gradients", "parameters")
        .addLike("velocity", "parameters")
        .add("step", TensorType.ints())
        .add("healthy", TensorType.ints())
        .add("rate", TensorType.real())
        .add("rates", TensorType.real(15))
        .add("decays", TensorType.real(15));
    GraphBuilder graph = new GraphBuilder(layout.build());
    Value x = graph.input("x", TensorType.real(BATCH, 6, 6, 2));
    Value labels = graph.input("labels", TensorType.ints(BATCH));
    Value y = x;
    for (String layer : List.of("conv", "conv2")) {
      graph.label(layer);
      y = graph.emit(SAME, y, graph.variable(layer + "/w"));
      y = graph.emit(new AddBias(), y, graph.variable(layer + "/b"));
      y =
          rectifier == Rectifier.RELU
              ? graph.emit(new Relu(), y)
              : graph.emit(new PRelu(), y, graph.variable(layer + "/alpha"));
    }
    y = graph.emit(new MaxPool2d(PoolGeometry.of(2, 2)), y);
    y = graph.emit(new Reshape(Shape.of(BATCH, 72)), y);
    graph.label("dense");
    y = graph.emit(new MatMul(), y, graph.variable("dense/w"));
    y = graph.emit(new AddBias(), y, graph.variable("dense/b"));
    graph.label("loss");
    graph.emit(new Relu(), y);
    Value loss = graph.emit(new Mean(), graph.emit(new SoftmaxCrossEntropy(), y, labels));
    graph.output("loss", loss);
    List<Variable> parameters =
        graph.layout().parts("parameters").stream()
            .filter(v -> rectifier == Rectifier.PRELU || !v.path().endsWith("alpha"))
            .toList();
    List<Value> gradients =
        Autodiff.gradients(graph, loss, parameters.stream().map(graph::variable).toList());
    for (int i = 0; i < gradients.size(); i++) {
      String path = "gradients/" + parameters.get(i).path();
      graph.assign(graph.layout().variable(path), gradients.get(i));
    }
    List<Value> inputs = new ArrayList<>();
    for (String path :
        List.of(
            "parameters", "gradients", "velocity", "rate", "step", "healthy", "rates", "decays")) {
      inputs.add(graph.variable(path));
    }
    graph.label("step");
    graph.emitAll(new FlatUpdate(new UpdateRule.Sgd(0.9, 0, false), false), inputs);
    return graph.build();
  }

  private static Graph inference() {
    StateLayout.Builder layout = StateLayout.builder();
    layout.add("conv/w", TensorType.real(3, 3, 2, 8)).add("conv2/w", TensorType.real(3, 3, 8, 8));
    layout.add("conv2/b", TensorType.real(8)).add("dense/w", TensorType.real(8, 5));
    for (String layer : List.of("norm", "norm2")) {
      for (String part : List.of("gamma", "beta", "mean", "positive")) {
        layout.add(layer + "/" + part, TensorType.real(8));
      }
    }
    GraphBuilder graph = new GraphBuilder(layout.build());
    Value y = graph.input("x", TensorType.real(BATCH, 5, 5, 2));
    y = normalized(graph, "norm", graph.emit(SAME, y, graph.variable("conv/w")));
    y = graph.emit(SAME, graph.emit(new Relu(), y), graph.variable("conv2/w"));
    y = normalized(graph, "norm2", graph.emit(new AddBias(), y, graph.variable("conv2/b")));
    y = graph.emit(new Reshape(Shape.of(BATCH * 25, 8)), graph.emit(new Relu(), y));
    graph.output("y", graph.emit(new MatMul(), y, graph.variable("dense/w")));
    return graph.build();
  }

  private static Value normalized(GraphBuilder graph, String layer, Value x) {
    graph.label(layer);
    List<Value> inputs = new ArrayList<>(List.of(x));
    for (String part : List.of("gamma", "beta", "mean", "positive")) {
      inputs.add(graph.variable(layer + "/" + part));
    }
    return graph.emitAll(new BatchNormInference(1e-3), inputs).get(0);
  }

  /** Reals around zero, but rates and variances positive; floats, so that all backends agree. */
  private static Map<String, Tensor> values(Graph graph) {
    Random random = new Random(17);
    Map<String, TensorType> types = new LinkedHashMap<>();
    graph.inputs().forEach((name, value) -> types.put(name, value.type()));
    for (Variable variable : graph.layout().variables()) {
      boolean isRegion = !graph.layout().parts(variable.path()).isEmpty();
      boolean isMade =
          variable.region().equals("gradients") || variable.region().equals("velocity");
      if (!isRegion && !isMade) {
        types.put(variable.path(), variable.type());
      }
    }
    Map<String, Tensor> values = new LinkedHashMap<>();
    types.forEach((name, type) -> values.put(name, tensor(random, name, type)));
    return values;
  }

  private static Tensor tensor(Random random, String name, TensorType type) {
    int length = (int) type.shape().elements();
    if (type.dtype() == DType.I32) {
      int[] ints = new int[length];
      for (int i = 0; i < length; i++) {
        ints[i] = name.equals("labels") ? i : name.equals("healthy") ? 1 : 3;
      }
      return Tensor.of(type.shape(), ints);
    }
    float[] reals = new float[length];
    boolean isPositive = name.startsWith("rate") || name.endsWith("positive");
    for (int i = 0; i < length; i++) {
      reals[i] = isPositive ? 0.1f + random.nextFloat() / 2 : random.nextFloat() - 0.5f;
    }
    return Tensor.of(type.shape(), reals);
  }
}
