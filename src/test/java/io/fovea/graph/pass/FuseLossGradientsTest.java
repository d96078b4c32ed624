package io.fovea.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.Node;
import io.fovea.op.MeanGradient;
import io.fovea.op.Relu;
import io.fovea.op.SoftmaxCrossEntropy;
import io.fovea.op.SoftmaxCrossEntropyGradient;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Losses that make their gradient at once. */
class FuseLossGradientsTest {
  private final GraphBuilder graph = new GraphBuilder();
  private final Value x = graph.input("x", TensorType.real(3, 4));
  private final Value labels = graph.input("labels", TensorType.ints(3));
  private final Value scale = graph.input("scale", TensorType.real());

  @Test
  void aGradientThatArrivesBeforeTheLossIsTakenIn() {
    Value dloss = graph.emit(new MeanGradient(Shape.of(3)), scale);
    differentiate(loss(), dloss);
    assertEquals(List.of("mean_gradient", "softmax_cross_entropy"), fused());
  }

  @Test
  void oneThatIsMadeOfTheLossIsNot() {
    List<Value> loss = loss();
    differentiate(loss, graph.emit(new Relu(), loss.get(0)));
    assertEquals(
        List.of("softmax_cross_entropy", "relu", "softmax_cross_entropy_gradient"), fused());
  }

  @Test
  void probabilitiesThatAnOutputShowsStay() {
    Value dloss = graph.emit(new MeanGradient(Shape.of(3)), scale);
    List<Value> loss = loss();
    differentiate(loss, dloss);
    graph.output("probabilities", loss.get(1));
    assertEquals(
        List.of("mean_gradient", "softmax_cross_entropy", "softmax_cross_entropy_gradient"),
        fused());
  }

  private List<Value> loss() {
    return graph.emitAll(new SoftmaxCrossEntropy(), List.of(x, labels));
  }

  private void differentiate(List<Value> loss, Value dloss) {
    Value dx = graph.emit(new SoftmaxCrossEntropyGradient(), loss.get(1), labels, dloss);
    graph.output("loss", loss.get(0));
    graph.output("dx", dx);
  }

  private List<String> fused() {
    Graph after = new FuseLossGradients().apply(graph.build());
    return after.nodes().stream().map(Node::op).map(op -> op.name()).toList();
  }
}
