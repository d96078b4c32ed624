package io.fovea.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.GraphRun;
import io.fovea.graph.StateLayout;
import io.fovea.op.Add;
import io.fovea.op.AddBias;
import io.fovea.op.Assign;
import io.fovea.op.BatchNormInference;
import io.fovea.op.MatMul;
import io.fovea.op.Op;
import io.fovea.op.Relu;
import io.fovea.op.Reshape;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Orders of reads and writes of state that a pass could get wrong, one by one. */
class StateOrderTest {
  private final GraphBuilder graph =
      new GraphBuilder(
          StateLayout.builder()
              .addTo("all", "s", TensorType.real(3, 3))
              .addTo("all", "t", TensorType.real(3, 3))
              .add("w", TensorType.real(3, 3))
              .add("b", TensorType.real(3))
              .add("variance", TensorType.real(3))
              .build());

  private final Value x = graph.input("x", TensorType.real(3, 3));
  private final Value s = graph.variable("s");
  private final Value w = graph.variable("w");
  private final Value b = graph.variable("b");

  private Value emit(Op op, Value... inputs) {
    return graph.emit(op, inputs);
  }

  private void assign(Value state, Value value) {
    graph.emitAll(new Assign(), List.of(state, value));
  }

  @Test
  void stateIsReadBetweenMakingAndStoring() {
    Value y = emit(new Relu(), x);
    graph.output("before", emit(new Add(), s, x));
    assign(s, y);
    assertKept(false, new WriteThrough());
  }

  @Test
  void stateIsReadReshapedBetweenMakingAndStoring() {
    Value flat = emit(new Reshape(Shape.of(9)), s);
    Value y = emit(new Relu(), x);
    graph.output("before", emit(new Relu(), flat));
    assign(s, y);
    assertKept(false, new WriteThrough());
  }

  @Test
  void stateIsReadAsPartOfItsRegionBetweenMakingAndStoring() {
    Value y = emit(new Relu(), x);
    graph.output("before", emit(new Relu(), graph.variable("all")));
    assign(s, y);
    assertKept(false, new WriteThrough());
  }

  @Test
  void aValueStoredEarlierIsReadAfterTheNextIsMade() {
    Value first = emit(new Relu(), x);
    assign(s, first);
    Value second = emit(new Add(), x, x);
    graph.output("first", emit(new Add(), first, x));
    assign(s, second);
    assertKept(true, new WriteThrough());
  }

  @Test
  void aValueIsStoredInTwoPlaces() {
    Value y = emit(new Relu(), x);
    assign(s, y);
    assign(graph.variable("t"), y);
    assertKept(true, new WriteThrough());
  }

  @Test
  void aValueIsStoredTwiceInOnePlace() {
    Value y = emit(new Relu(), x);
    assign(s, y);
    assign(s, y);
    assertKept(false, new WriteThrough());
  }

  @Test
  void aStoredValueIsAnOutputAndTheStateIsOverwritten() {
    Value y = emit(new Relu(), x);
    assign(s, y);
    assign(s, emit(new Add(), y, x));
    graph.output("y", y);
    assertKept(true, new WriteThrough());
  }

  @Test
  void aStoredValueIsAnOutputReshapedAndTheStateIsOverwritten() {
    Value y = emit(new Relu(), x);
    assign(s, y);
    assign(s, emit(new Add(), x, x));
    graph.output("y", emit(new Reshape(Shape.of(9)), y));
    assertKept(true, new WriteThrough());
  }

  @Test
  void aValueIsMadeFromTheStateThatItReplaces() {
    assign(s, emit(new Add(), s, x));
    assertKept(false, new WriteThrough());
  }

  @Test
  void aStoredValueIsReadLater() {
    Value y = emit(new Relu(), x);
    assign(s, y);
    graph.output("y", emit(new Add(), y, s));
    assertKept(true, new WriteThrough());
  }

  @Test
  void biasIsWrittenBetweenItsUseAndActivation() {
    Value sum = emit(new AddBias(), emit(new MatMul(), x, w), b);
    assign(b, graph.input("row", TensorType.real(3)));
    graph.output("y", emit(new Relu(), sum));
    assertKept(true, new FuseEpilogues());
  }

  @Test
  void biasIsWrittenBetweenProductAndItsUse() {
    Value product = emit(new MatMul(), x, w);
    assign(b, graph.input("row", TensorType.real(3)));
    graph.output("y", emit(new AddBias(), product, b));
    assertKept(true, new FuseEpilogues());
  }

  @Test
  void weightsAreWrittenBetweenProductAndBias() {
    Value product = emit(new MatMul(), x, w);
    assign(w, x);
    graph.output("y", emit(new AddBias(), product, b));
    assertKept(false, new FuseEpilogues());
  }

  @Test
  void reshapedWeightsAreWrittenBetweenProductAndBias() {
    Value reshaped = emit(new Reshape(Shape.of(3, 3)), w);
    Value product = emit(new MatMul(), x, reshaped);
    assign(w, x);
    graph.output("y", emit(new AddBias(), product, b));
    assertKept(false, new FuseEpilogues());
  }

  @Test
  void aProductThatIsReadTwiceOrReturnedIsNotFused() {
    Value product = emit(new MatMul(), x, w);
    graph.output("product", product);
    graph.output("y", emit(new AddBias(), product, b));
    assertKept(false, new FuseEpilogues());
  }

  @Test
  void imageInStateIsWrittenBetweenProductAndNormalisation() {
    Value product = emit(new MatMul(), s, w);
    assign(s, x);
    graph.output("y", emit(new BatchNormInference(1e-2), product, b, b, b, variance()));
    assertKept(false, new FoldBatchNorm());
  }

  @Test
  void normalisationFollowsAProductOrItsBias() {
    Value product = emit(new MatMul(), x, w);
    Value sum = emit(new AddBias(), emit(new MatMul(), x, w), b);
    graph.output("y", emit(new BatchNormInference(1e-2), product, b, b, b, variance()));
    graph.output("z", emit(new BatchNormInference(1e-2), sum, b, b, b, variance()));
    assertKept(true, new FoldBatchNorm());
  }

  @Test
  void statisticsThatAreWrittenAreNotFolded() {
    Value product = emit(new MatMul(), x, w);
    graph.output("y", emit(new BatchNormInference(1e-2), product, b, b, b, variance()));
    assign(b, graph.input("row", TensorType.real(3)));
    assertKept(false, new FoldBatchNorm());
  }

  @Test
  void whatDependsOnWrittenStateIsNotHoisted() {
    graph.output("y", emit(new Relu(), s));
    assign(s, emit(new Add(), s, x));
    assertEquals(0, new HoistConstants().apply(graph.build()).prologue());
    assertKept(false, new HoistConstants());
  }

  @Test
  void whatDependsOnAPartOfAWrittenRegionIsNotHoisted() {
    graph.output("y", emit(new Relu(), s));
    Value all = graph.variable("all");
    assign(all, emit(new Add(), all, all));
    assertEquals(0, new HoistConstants().apply(graph.build()).prologue());
    assertKept(false, new HoistConstants());
  }

  @Test
  void whatDependsOnConstantStateIsHoistedAndFollowsTheHost() {
    graph.output("y", emit(new Add(), emit(new Relu(), w), x));
    assertEquals(1, new HoistConstants().apply(graph.build()).prologue());
    assertKept(true, new HoistConstants());
  }

  private Value variance() {
    return graph.variable("variance");
  }

  /**
   * Runs with and without the pass.
   *
   * @param applies whether the pass finds something to do
   */
  private void assertKept(boolean applies, Pass pass) {
    Graph built = graph.build();
    Graph after = pass.apply(built);
    assertEquals(
        applies, !after.nodes().equals(built.nodes()) || after.prologue() > 0, after.toString());
    CompileOptions none = CompileOptions.standard();
    CompileOptions one = CompileOptions.standard();
    for (Pass other : Passes.standard()) {
      none = none.without(other.name());
      one = other.name().equals(pass.name()) ? one : one.without(other.name());
    }
    Map<String, Tensor> values = values(built);
    try (Device device = Devices.open("reference")) {
      List<Map<String, Tensor>> want = GraphRun.of(device, built, none, values);
      double difference = GraphRun.difference(want, GraphRun.of(device, built, one, values));
      assertTrue(difference < 1e-12, "results change by " + difference + "\n" + after);
    }
  }

  private static Map<String, Tensor> values(Graph graph) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    Random random = new Random(5);
    graph.inputs().forEach((name, value) -> values.put(name, numbers(random, value.shape())));
    for (String path : List.of("s", "t", "w", "b", "variance")) {
      values.put(path, numbers(random, graph.layout().variable(path).type().shape()));
    }
    return values;
  }

  /** Positive ones too: a variance is among them, and ReLU must not hide what differs. */
  private static Tensor numbers(Random random, Shape shape) {
    double[] numbers = new double[(int) shape.elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 0.5 + random.nextDouble();
    }
    return Tensor.of(shape, numbers);
  }
}
