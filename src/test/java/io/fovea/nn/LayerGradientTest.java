package io.fovea.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.check.GradientReport;
import io.fovea.check.GraphReport;
import io.fovea.check.ModelCheck;
import io.fovea.model.Model;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.FeatureCoverage;
import io.fovea.testkit.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Every layer, built for training in several random configurations: its gradients by inputs and
 * parameters against difference quotients, in double precision; and on every backend its outputs,
 * gradients and all in between against the reference.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LayerGradientTest {
  private static final int CONFIGURATIONS = 5;

  /** Of these, as many on each OpenCL family, where each takes some kernels more to compile. */
  private static final int OPENCL_CONFIGURATIONS = 1;

  private final FeatureCoverage coverage =
      new FeatureCoverage(
          "layers",
          """
          Written by `LayerGradientTest`, activations included. A cell gives the random configurations of a layer, and in
          brackets the numbers compared in them. "Gradient" and "reference": gradients by inputs and parameters against difference
          quotients, in double precision. The others: results, gradients and all between, node by node, against the
          reference within derived bounds.
          """);
  private BackendsUnderTest backends;

  @BeforeAll
  void open() {
    backends = new BackendsUnderTest();
  }

  @AfterAll
  void close() {
    backends.close();
  }

  @Test
  @Order(1)
  void everyLayerIsHere() {
    assertEquals(Registry.all().names(Layer.class), new TreeSet<>(LayerCases.names()));
  }

  @TestFactory
  @Order(2)
  Stream<DynamicNode> layers() {
    return LayerCases.names().stream()
        .map(
            name ->
                DynamicContainer.dynamicContainer(
                    name,
                    IntStream.range(0, CONFIGURATIONS)
                        .mapToObj(
                            i -> DynamicTest.dynamicTest(name + " " + i, () -> check(name, i)))));
  }

  private void check(String name, int configuration) {
    Random random = new Random(31L * name.hashCode() + configuration);
    Model model = LayerCases.of(name, random);
    Map<String, Tensor> parameters = new HashMap<>();
    model.parameters().forEach(p -> parameters.put(p.path(), uniform(p.shape(), random)));
    ModelCheck check = ModelCheck.of(model).weights(parameters).batch(3).seed(1 + configuration);
    GradientReport gradients = check.gradients();
    assertTrue(gradients.passes(), () -> model.steps() + "\n" + gradients);
    coverage.gradient(name, gradients.checked());
    for (Target target : backends.targets()) {
      if (target.name().equals("reference")) {
        coverage.count(name, target.name(), gradients.checked());
        continue;
      }
      if (configuration >= OPENCL_CONFIGURATIONS && target.name().startsWith("opencl")) {
        continue;
      }
      GraphReport report = check.on(target.device());
      assertTrue(report.passes(), () -> target.name() + ": " + model.steps() + "\n" + report);
      assertTrue(report.mostUsed() >= 0 && report.checked() > 0, report::toString);
      coverage.count(name, target.name(), report.checked());
    }
  }

  private static Tensor uniform(Shape shape, Random random) {
    double[] values = new double[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 4 * random.nextDouble() - 2;
    }
    return Tensor.of(shape, values);
  }

  @Test
  @Order(3)
  void nothingIsLeftOut() {
    coverage.finish(Registry.all().names(Layer.class), backends);
  }
}
