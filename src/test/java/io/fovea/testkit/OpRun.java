package io.fovea.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.op.Op;
import io.fovea.op.Reshape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * The cases of one op as tests: each through every implementation on every backend. An
 * implementation may refuse a case, but not all of them, and no case may be refused by all.
 */
public final class OpRun {
  private final OpCases table;
  private final List<OpCase> cases;
  private final List<Target> targets;
  private final Device reference;
  private final Tally tally;

  /** Computed once for all backends, by name of the case. */
  private final Map<String, Expectation> expectations = new HashMap<>();

  /** Names of the cases that each backend has run. */
  private final Map<Target, Set<String>> accepted = new HashMap<>();

  /**
   * @param cases those of the table, or random ones; only the table's own are counted
   */
  public OpRun(
      OpCases table, List<OpCase> cases, List<Target> targets, Device reference, Tally tally) {
    this.table = table;
    this.cases = cases.stream().filter(Selection::selects).toList();
    this.targets = targets;
    this.reference = reference;
    this.tally = tally;
  }

  /** All of it. */
  public DynamicNode node() {
    return DynamicContainer.dynamicContainer(
        table.op().getSimpleName(), targets.stream().flatMap(this::of));
  }

  private Stream<DynamicNode> of(Target target) {
    Stream<DynamicNode> implementations =
        implementations(target).stream()
            .filter(Selection::selects)
            .map(implementation -> of(target, implementation));
    boolean areAll = System.getProperty(Selection.IMPLEMENTATION, "").isEmpty();
    DynamicNode complete =
        DynamicTest.dynamicTest(
            target + " takes every case",
            () -> assertEquals(names(), accepted.getOrDefault(target, Set.of())));
    return Stream.concat(implementations, areAll ? Stream.of(complete) : Stream.empty());
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    cases.forEach(theCase -> names.add(theCase.name()));
    return names;
  }

  private List<String> implementations(Target target) {
    Op op = table.table().get(0).op();
    return op instanceof Reshape ? List.of(CaseRun.ALIAS) : target.device().implementations(op);
  }

  private DynamicNode of(Target target, String implementation) {
    int[] taken = new int[1];
    Stream<DynamicNode> tests =
        cases.stream()
            .map(
                theCase ->
                    DynamicTest.dynamicTest(
                        theCase.name(), () -> taken[0] += run(theCase, target, implementation)));
    boolean isWhole = Selection.isEverything() && cases.stream().anyMatch(this::isOfTable);
    DynamicNode reached =
        DynamicTest.dynamicTest(
            "some case reaches it",
            () -> {
              assertTrue(taken[0] > 0, "it refuses every case");
              String op = cases.get(0).op().name();
              Map<Layer, Integer> counts =
                  tally.of(op, target.name()).getOrDefault(implementation, Map.of());
              assertTrue(
                  !table.inexact().isEmpty() || counts.getOrDefault(Layer.EXACT, 0) > 0,
                  "no case is exact");
            });
    return DynamicContainer.dynamicContainer(
        target + " " + implementation,
        Stream.concat(tests, isWhole ? Stream.of(reached) : Stream.empty()));
  }

  /** One if the implementation takes the case, zero if it refuses. */
  private int run(OpCase theCase, Target target, String implementation) {
    Expectation expectation =
        expectations.computeIfAbsent(
            theCase.name(), key -> new Expectation(reference, theCase, Selection.seed(theCase)));
    Tally counts = isOfTable(theCase) ? tally : new Tally();
    if (!new CaseRun(table, expectation, target, implementation, counts).run()) {
      return 0;
    }
    accepted.computeIfAbsent(target, key -> new HashSet<>()).add(theCase.name());
    return 1;
  }

  private boolean isOfTable(OpCase theCase) {
    return table.table().stream().anyMatch(own -> own.name().equals(theCase.name()));
  }
}
