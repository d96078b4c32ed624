package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Eager;
import io.fovea.backend.UnsupportedGraphException;
import io.fovea.graph.Node;
import io.fovea.op.MatMul;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.CaseRun;
import io.fovea.testkit.Expectation;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import io.fovea.testkit.OpTable;
import io.fovea.testkit.Tally;
import io.fovea.testkit.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every tile that a lowering offers for a node can be forced, computes right, and the same bits.
 */
@Tag("slow")
class TilesTest {
  private static BackendsUnderTest backends;

  @BeforeAll
  static void open() {
    backends = new BackendsUnderTest();
  }

  @AfterAll
  static void close() {
    backends.close();
  }

  @ParameterizedTest
  @CsvSource({
    "opencl-cpu, conv2d, implicit_gemm, tails_bias_residual_prelu",
    "opencl-cpu, conv2d_data_gradient, implicit_gemm, tails",
    "opencl-cpu, conv2d_weight_gradient, implicit_gemm, tails",
    "opencl-cpu, matmul, tiles, tails_bias_residual_prelu",
    "opencl-portable, conv2d_weight_gradient, implicit_gemm, vectors",
    "opencl-portable, matmul, tiles, tails_bias_residual_prelu",
  })
  void everyTileComputesTheSame(String backend, String op, String implementation, String name) {
    Target target = backends.target(backend);
    OpCases table =
        OpTable.all().stream()
            .filter(t -> t.table().get(0).op().name().equals(op))
            .findFirst()
            .orElseThrow();
    OpCase theCase =
        table.table().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    var expectation = new Expectation(backends.target("reference").device(), theCase, 5);
    List<Tensor> inputs = expectation.reals().inputs();
    ClDevice device = (ClDevice) target.device();
    ClLowering lowering =
        device.lowerings().of(theCase.op()).stream()
            .filter(l -> l.name().equals(implementation))
            .filter(l -> l.refusal(node(theCase, inputs), device.target()) == null)
            .findFirst()
            .orElseThrow();
    List<String> tiles = lowering.tiles(node(theCase, inputs), device.target());
    assertTrue(tiles.size() > 1, "a choice of " + tiles);
    List<Tensor> own =
        Eager.runAll(
            device, theCase.op(), CompileOptions.standard().force(op, implementation), inputs);
    for (String tile : tiles) {
      String choice = implementation + "/" + tile;
      new CaseRun(table, expectation, target, choice, new Tally()).run();
      var options = CompileOptions.standard().force(op, choice);
      assertEquals(own, Eager.runAll(device, theCase.op(), options, inputs), choice);
    }
  }

  private static Node node(OpCase theCase, List<Tensor> inputs) {
    List<Value> values = new ArrayList<>();
    for (Tensor input : inputs) {
      values.add(new Value(TensorType.real(input.shape()), "x"));
    }
    List<Value> outputs = new ArrayList<>();
    theCase
        .op()
        .infer(values.stream().map(Value::type).toList())
        .forEach(type -> outputs.add(new Value(type, "y")));
    return new Node(theCase.op(), values, outputs, "node");
  }

  @Test
  void aTileThatIsNotOffered_isRefused() {
    ClDevice device = (ClDevice) backends.target("opencl-cpu").device();
    var options = CompileOptions.standard().force("matmul", "tiles/7x7");
    List<Tensor> inputs =
        List.of(
            Tensor.of(Shape.of(3, 4), ClFixture.ramp(12, 1)),
            Tensor.of(Shape.of(4, 3), ClFixture.ramp(12, 1)));
    var thrown =
        assertThrows(
            UnsupportedGraphException.class,
            () -> Eager.runAll(device, new MatMul(), options, inputs));
    assertTrue(thrown.getMessage().contains("tiles: its tiles here are ["), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("], not 7x7"), thrown.getMessage());
  }
}
