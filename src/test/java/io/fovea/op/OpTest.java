package io.fovea.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.check.GradientCheck;
import io.fovea.check.GradientReport;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.Coverage;
import io.fovea.testkit.Expectation;
import io.fovea.testkit.Layer;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import io.fovea.testkit.OpRun;
import io.fovea.testkit.OpTable;
import io.fovea.testkit.Requirements;
import io.fovea.testkit.Selection;
import io.fovea.testkit.Tally;
import io.fovea.testkit.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
 * Every case of every op, through every implementation on every backend: layers exact, rounding,
 * guard and repeat. Then every gradient rule against difference quotients. Then the account of it.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
public class OpTest {
  private static final int SWEEP = 60;

  private final List<OpCases> tables = OpTable.all();
  private final Tally tally = new Tally();
  private BackendsUnderTest backends;
  private Device reference;

  @BeforeAll
  void open() {
    backends = new BackendsUnderTest();
    reference = Devices.open("reference");
  }

  @AfterAll
  void close() {
    backends.close();
    reference.close();
  }

  @Test
  @Order(1)
  void everyOpHasCases() {
    assertEquals(Set.of(), OpTable.opsWithoutTable());
  }

  @TestFactory
  @Order(2)
  @Tag("scalar")
  @Tag("widths")
  Stream<DynamicNode> backends() {
    return tables.stream().map(this::ofOp);
  }

  private DynamicNode ofOp(OpCases table) {
    List<OpCase> cases = new ArrayList<>(table.table());
    cases.addAll(randomCases(table, Selection.randomCases()));
    return new OpRun(table, cases, backends.targets(), reference, tally).node();
  }

  /** Many more geometries than fit into every run. */
  @TestFactory
  @Order(6)
  @Tag("long")
  Stream<DynamicNode> sweep() {
    return tables.stream()
        .filter(table -> table.random(new Random(1)).isPresent())
        .map(
            table ->
                new OpRun(
                    table, randomCases(table, SWEEP), backends.targets(), reference, new Tally()))
        .map(OpRun::node);
  }

  /** The same for every backend: the seed decides, and the names tell it. */
  private static List<OpCase> randomCases(OpCases table, int count) {
    List<OpCase> cases = new ArrayList<>();
    Random generator = new Random(Selection.seed());
    for (int i = 0; i < count; i++) {
      String name = "random-" + Selection.seed() + "-" + i;
      table
          .random(generator)
          .ifPresent(c -> cases.add(new OpCase(name, c.op(), c.arguments(), c.kind(), c.spread())));
    }
    return cases;
  }

  @TestFactory
  @Order(3)
  Stream<DynamicNode> gradients() {
    return tables.stream()
        .filter(table -> !table.differentiableBy().isEmpty())
        .map(
            table ->
                DynamicContainer.dynamicContainer(
                    table.op().getSimpleName(),
                    Stream.concat(
                            table.table().stream(),
                            randomCases(table, Selection.randomCases()).stream())
                        .filter(Selection::selects)
                        .filter(OpCase::isForGradients)
                        .filter(c -> takesReals(table, c))
                        .map(c -> DynamicTest.dynamicTest(c.name(), () -> gradient(table, c)))));
  }

  private static boolean takesReals(OpCases table, OpCase theCase) {
    return table.differentiableBy(theCase).stream()
        .allMatch(i -> theCase.arguments().get(i).type().dtype() == DType.F32);
  }

  private void gradient(OpCases table, OpCase theCase) {
    long seed = Selection.seed(theCase);
    List<Tensor> inputs = new Expectation(reference, theCase, seed).reals().inputs();
    GradientReport report =
        GradientCheck.standard()
            .seed(seed)
            .op(theCase.op(), inputs, table.differentiableBy(theCase));
    assertTrue(
        report.passes(),
        () ->
            "layer GRADIENT: "
                + report
                + "\n  case "
                + theCase.id()
                + ": "
                + theCase
                + "\n  alone: mvn -q -Pquick test -Dtest=OpTest -D"
                + Selection.CASE
                + "="
                + theCase.id()
                + " -D"
                + Selection.SEED
                + "="
                + Selection.seed());
    if (table.table().stream().anyMatch(c -> c.name().equals(theCase.name()))) {
      tally.count(theCase.op().name(), "reference", "equation", Layer.GRADIENT);
    }
  }

  @Test
  @Order(4)
  void everyGradientRuleIsChecked() {
    for (OpCases table : tables) {
      boolean hasRule;
      try {
        hasRule =
            table.op().getMethod("gradient", GradientContext.class).getDeclaringClass() != Op.class;
      } catch (NoSuchMethodException e) {
        throw new AssertionError(e);
      }
      boolean takesReals =
          table.table().get(0).arguments().stream().anyMatch(a -> a.type().dtype() == DType.F32);
      assertEquals(
          hasRule && takesReals,
          !table.differentiableBy().isEmpty(),
          table.op().getSimpleName() + ": differentiableBy must name inputs where there is a rule");
    }
  }

  @Test
  @Order(5)
  void nothingIsLeftOut() {
    backends
        .missing()
        .forEach(
            (name, why) -> {
              if (Requirements.isRequired(name.replaceFirst("-.*", ""))) {
                Requirements.missing(name.replaceFirst("-.*", ""), name + ": " + why);
              }
            });
    assertFalse(tally.isEmpty(), "the selected names are those of no case");
    if (Selection.isEverything()) {
      List<String> targets = backends.targets().stream().map(Target::name).toList();
      Coverage coverage = new Coverage(tally, tables);
      coverage.write(targets);
      assertEquals(Set.of(), coverage.empty(targets));
      assertEquals(Set.of(), coverage.needlesslyExempt());
    }
  }
}
