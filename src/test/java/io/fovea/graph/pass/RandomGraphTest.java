package io.fovea.graph.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphRun;
import io.fovea.graph.RandomGraph;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** On random graphs: no pass and no memory plan changes a result or a piece of state. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomGraphTest {
  /** Folding a normalisation reorders sums and products of a few terms, in double precision. */
  private static final double TOLERANCE = 1e-9;

  private static final int GRAPHS = Integer.getInteger("fovea.graphs", 400);

  private Device device;

  @BeforeAll
  void open() {
    device = Devices.open("reference");
  }

  @AfterAll
  void close() {
    device.close();
  }

  @Test
  void passesKeepWhatAGraphComputes() {
    CompileOptions none = without(Passes.standard().size());
    int[] applied = new int[Passes.standard().size()];
    for (long seed = 0; seed < GRAPHS; seed++) {
      Graph graph = RandomGraph.of(seed);
      Map<String, Tensor> values = RandomGraph.values(graph, seed);
      List<Map<String, Tensor>> want = GraphRun.of(device, graph, none, values);
      for (int one = 0; one < Passes.standard().size(); one++) {
        requireSame(seed, graph, "only " + name(one), only(one), values, want);
        applied[one] +=
            Passes.standard().get(one).apply(graph).nodes().equals(graph.nodes()) ? 0 : 1;
      }
      requireSame(seed, graph, "all passes", CompileOptions.standard(), values, want);
    }
    for (int one = 0; one < applied.length; one++) {
      assertTrue(applied[one] > GRAPHS / 50, name(one) + " found work in " + applied[one]);
    }
  }

  /** Bitwise: memory has no say in arithmetic. */
  @Test
  void memoryPlansKeepWhatAGraphComputes() {
    for (long seed = 0; seed < GRAPHS; seed++) {
      Graph graph = RandomGraph.of(seed);
      Map<String, Tensor> values = RandomGraph.values(graph, seed);
      CompileOptions standard = CompileOptions.standard();
      List<Map<String, Tensor>> want = GraphRun.of(device, graph, standard.reuse(false), values);
      assertEquals(want, GraphRun.of(device, graph, standard, values), "reuse, seed " + seed);
      assertEquals(
          want, GraphRun.of(device, graph, standard.poisoned(), values), "poison, seed " + seed);
    }
  }

  private void requireSame(
      long seed,
      Graph graph,
      String what,
      CompileOptions options,
      Map<String, Tensor> values,
      List<Map<String, Tensor>> want) {
    double difference = GraphRun.difference(want, GraphRun.of(device, graph, options, values));
    assertTrue(
        difference <= TOLERANCE,
        () ->
            what
                + " changes results by "
                + difference
                + ", seed "
                + seed
                + "\nbefore\n"
                + graph
                + "after\n"
                + Passes.optimize(graph, options.withoutPasses()));
  }

  private static String name(int index) {
    return Passes.standard().get(index).name();
  }

  private static CompileOptions without(int first) {
    CompileOptions options = CompileOptions.standard();
    for (int i = 0; i < first; i++) {
      options = options.without(name(i));
    }
    return options;
  }

  private static CompileOptions only(int index) {
    CompileOptions options = CompileOptions.standard();
    for (int i = 0; i < Passes.standard().size(); i++) {
      options = i == index ? options : options.without(name(i));
    }
    return options;
  }
}
