package io.fovea.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.Node;
import io.fovea.op.GatherRows;
import io.fovea.op.Normalize;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows that are normalised as they are gathered. */
class FuseGathersTest {
  private static final Normalize NORMALIZE = new Normalize(List.of(2f), List.of(1f));

  private final GraphBuilder graph = new GraphBuilder();
  private final Value rows =
      graph.emit(
          new GatherRows(2),
          graph.input("data", new TensorType(DType.U8, Shape.of(5, 4))),
          graph.input("order", TensorType.ints(5)),
          graph.input("position", TensorType.ints()));

  @Test
  void rowsThatOnlyTheNormalisationReadsAreNormalisedAtOnce() {
    graph.output("y", graph.emit(NORMALIZE, rows));
    Graph fused = new FuseGathers().apply(graph.build());
    assertEquals(
        List.of(new GatherRows(2, NORMALIZE)), fused.nodes().stream().map(Node::op).toList());
  }

  @Test
  void rowsThatAnOutputShowsStay() {
    graph.output("y", graph.emit(NORMALIZE, rows));
    graph.output("rows", rows);
    assertUnchanged();
  }

  @Test
  void rowsThatAreNormalisedTwiceStay() {
    graph.output("y", graph.emit(NORMALIZE, rows));
    graph.output("z", graph.emit(new Normalize(List.of(3f), List.of(0f)), rows));
    assertUnchanged();
  }

  private void assertUnchanged() {
    Graph before = graph.build();
    assertEquals(before.nodes(), new FuseGathers().apply(before).nodes());
  }
}
