package io.fovea.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.check.Sample;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.Expectation;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import io.fovea.testkit.Selection;
import io.fovea.testkit.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The same bits cold and warm: on a device just opened, after thousands of runs in which a compiler
 * may change the code beneath, and on the device opened anew, whose kernels come from a cache.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepeatTest {
  /** Enough for every level of the Java compiler to have compiled what a small case runs. */
  private static final int WARM_RUNS = 2000;

  /** Ops whose sums or functions a compiler or driver might be tempted to reorder. */
  private static final List<OpCases> TABLES =
      List.of(
          new MatMulCases(),
          new Conv2dCases(),
          new Conv2dWeightGradientCases(),
          new SoftmaxCases(),
          new SoftmaxCrossEntropyCases(),
          new BatchNormCases(),
          new SumSquaresCases(),
          new FlatUpdateCases());

  private BackendsUnderTest backends;

  @BeforeAll
  void open() {
    backends = new BackendsUnderTest();
  }

  @AfterAll
  void close() {
    backends.close();
  }

  @TestFactory
  Stream<DynamicTest> coldAndWarm() {
    return backends.targets().stream()
        .flatMap(
            target ->
                TABLES.stream()
                    .map(
                        table ->
                            DynamicTest.dynamicTest(
                                table.op().getSimpleName() + " on " + target,
                                () -> coldAndWarm(theCase(table), target))));
  }

  /** One that fills vectors, where the table has it. */
  private static OpCase theCase(OpCases table) {
    return Stream.of("vectors", "odd")
        .flatMap(name -> table.table().stream().filter(c -> c.name().equals(name)))
        .findFirst()
        .orElseThrow();
  }

  private void coldAndWarm(OpCase theCase, Target target) {
    Device reference = backends.target("reference").device();
    Sample sample = new Expectation(reference, theCase, Selection.seed(theCase)).reals();
    try (Device cold = target.reopen().get()) {
      // The reference is one plain loop, and slow.
      int runs = target.name().equals("reference") ? 10 : WARM_RUNS;
      List<List<Tensor>> results = results(cold, sample, runs);
      assertEquals(results.get(0), results.get(1), "after " + runs + " runs");
      try (Device again = target.reopen().get()) {
        assertEquals(results.get(0), results(again, sample, 1).get(0), "on the device anew");
      }
    }
  }

  /** The results of the first run and of the last. */
  private static List<List<Tensor>> results(Device device, Sample sample, int runs) {
    Op op = sample.op();
    StateLayout.Builder layout = StateLayout.builder();
    for (int i : op.updates()) {
      layout.add("input" + i, type(sample.input(i)));
    }
    GraphBuilder graph = new GraphBuilder(layout.build());
    List<Value> arguments = new ArrayList<>();
    for (int i = 0; i < sample.inputs().size(); i++) {
      String name = "input" + i;
      arguments.add(
          op.updates().contains(i)
              ? graph.variable(name)
              : graph.input(name, type(sample.input(i))));
    }
    List<Value> outputs = graph.emitAll(op, arguments);
    for (int i = 0; i < outputs.size(); i++) {
      graph.output("output" + i, outputs.get(i));
    }
    try (State state = device.allocate(graph.layout());
        Program program = device.compile(graph.build(), state, CompileOptions.standard())) {
      List<List<Tensor>> results = new ArrayList<>();
      for (int run = 1; run <= runs; run++) {
        for (int i = 0; i < sample.inputs().size() && (run == 1 || run == runs); i++) {
          if (!op.updates().contains(i)) {
            program.write("input" + i, sample.input(i));
          }
        }
        // What the op updates begins each run that counts as it began the first.
        if (run == 1 || run == runs) {
          op.updates().forEach(i -> state.write("input" + i, sample.input(i)));
        }
        program.run();
        if (run == 1 || run == runs) {
          List<Tensor> result = new ArrayList<>();
          op.updates().forEach(i -> result.add(state.read("input" + i)));
          program.graph().outputs().keySet().forEach(name -> result.add(program.read(name)));
          results.add(result);
        }
      }
      return results;
    }
  }

  private static TensorType type(Tensor tensor) {
    return new TensorType(tensor.dtype(), tensor.shape());
  }
}
