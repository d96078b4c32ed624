package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.graph.Node;
import io.fovea.op.Add;
import io.fovea.op.CheckFinite;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Conv2dWeightGradient;
import io.fovea.op.FlatUpdate;
import io.fovea.op.GatherRows;
import io.fovea.op.Op;
import io.fovea.op.Relu;
import io.fovea.op.TensorType;
import io.fovea.op.UpdateRule;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node with one image instead of a batch. */
class SampleNodeTest {
  private static SampleNode sample(Op op, TensorType... inputs) {
    List<Value> values = Stream.of(inputs).map(type -> new Value(type, "v")).toList();
    List<Value> outputs =
        op.infer(List.of(inputs)).stream().map(type -> new Value(type, "y")).toList();
    return SampleNode.of(new Node(op, values, outputs, "node"));
  }

  private static TensorType real(int... dims) {
    return TensorType.real(dims);
  }

  @Test
  void imagesBecomeOneAndNothingElseChanges() {
    assertEquals(
        new SampleNode(new Relu(), List.of(real(1, 8, 8, 3))),
        sample(new Relu(), real(64, 8, 8, 3)));
    assertEquals(
        new SampleNode(new Add(), List.of(real(1, 4), real(1, 4))),
        sample(new Add(), real(7, 4), real(7, 4)));
    var one = new SampleNode(new Relu(), List.of(real(1, 9)));
    assertEquals(one, sample(new Relu(), real(1, 9)));
  }

  /** Three images and kernels of height three: weights keep their extents. */
  @Test
  void weightsThatLookLikeABatchStay() {

    var conv = new Conv2d(Conv2dGeometry.UNIT);
    assertEquals(
        new SampleNode(conv, List.of(real(1, 8, 8, 4), real(3, 3, 4, 5))),
        sample(conv, real(3, 8, 8, 4), real(3, 3, 4, 5)));
    var weights = new Conv2dWeightGradient(Conv2dGeometry.UNIT, Shape.of(3, 3, 4, 5));
    assertEquals(
        new SampleNode(weights, List.of(real(2, 8, 8, 4), real(2, 6, 6, 5))),
        sample(weights, real(3, 8, 8, 4), real(3, 6, 6, 5)));
  }

  @Test
  void anOpThatCarriesTheShapeOfTheBatchFollows() {
    assertEquals(
        new SampleNode(
            new Conv2dDataGradient(Conv2dGeometry.UNIT, Shape.of(1, 8, 8, 4)),
            List.of(real(1, 6, 6, 5), real(3, 3, 4, 5))),
        sample(
            new Conv2dDataGradient(Conv2dGeometry.UNIT, Shape.of(3, 8, 8, 4)),
            real(3, 6, 6, 5),
            real(3, 3, 4, 5)));
  }

  /** The batch of a gather is an attribute; what looks like one is the number of examples. */
  @Test
  void aGatherKeepsItsExamples() {
    TensorType position = TensorType.ints();
    for (int items : new int[] {1, 2, 5}) {
      assertEquals(
          new SampleNode(
              new GatherRows(1), List.of(real(items, 4), TensorType.ints(items), position)),
          sample(new GatherRows(items), real(items, 4), TensorType.ints(items), position));
    }
    assertEquals(
        new SampleNode(new GatherRows(1), List.of(real(5, 4), TensorType.ints(5), position)),
        sample(new GatherRows(64), real(1000, 4), TensorType.ints(1000), position));
  }

  /** A flat region is no batch: the rule about blocks forbids one element. */
  @Test
  void whatHasNoBatchStaysWhole() {
    var step = new FlatUpdate(new UpdateRule.Sgd(0, 0, false), false);
    TensorType[] inputs = {
      real(256), real(256), real(), TensorType.ints(), TensorType.ints(), real(2), real(2)
    };
    assertEquals(new SampleNode(step, List.of(inputs)), sample(step, inputs));
  }

  /** All gradients of a large model would take seconds to check. */
  @Test
  void aCheckOfGradientsLooksAtSomeOfThem() {
    var check = new CheckFinite();
    assertEquals(
        new SampleNode(check, List.of(TensorType.ints(), real(), real(70_001))),
        sample(check, TensorType.ints(), real(), real(11_000_000)));
    assertEquals(
        new SampleNode(check, List.of(TensorType.ints(), real(), real(128))),
        sample(check, TensorType.ints(), real(), real(128)));
  }
}
