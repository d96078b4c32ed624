package io.fovea.testkit;

import io.fovea.graph.Autodiff;
import io.fovea.graph.GraphBuilder;
import io.fovea.op.Op;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which op is checked on which backend, and how: a section of docs/coverage.md. */
public final class Coverage {
  private static final List<String> STANDARD = CoveragePage.STANDARD;

  /** Cells that may be empty, as {@code op backend}, each with its reason. */
  static final Map<String, String> EXEMPT = new TreeMap<>();

  private final Tally tally;
  private final List<OpCases> tables;

  public Coverage(Tally tally, List<OpCases> tables) {
    this.tally = tally;
    this.tables = tables;
  }

  /** The cells that are empty and not exempt, on the given backends. */
  public Set<String> empty(List<String> targets) {
    Set<String> empty = new TreeSet<>();
    for (OpCases table : tables) {
      String op = name(table);
      for (String target : targets) {
        boolean covered = tally.of(op, target, Layer.GUARD) > 0;
        boolean exact = !table.inexact().isEmpty() || tally.of(op, target, Layer.EXACT) > 0;
        if (!(covered && exact) && !EXEMPT.containsKey(op + " " + target)) {
          empty.add(op + " on " + target);
        }
        for (String used : gradientOps(table)) {
          if (tally.of(used, target, Layer.GUARD) == 0
              && !EXEMPT.containsKey(used + " " + target)) {
            empty.add(used + ", for the gradient of " + op + ", on " + target);
          }
        }
      }
      if (!table.differentiableBy().isEmpty() && tally.of(op, "reference", Layer.GRADIENT) == 0) {
        empty.add("gradient of " + op);
      }
    }
    return empty;
  }

  /** The exempt cells that are not empty: their exemption is out of date. */
  public Set<String> needlesslyExempt() {
    Set<String> needless = new TreeSet<>();
    for (String cell : EXEMPT.keySet()) {
      int space = cell.indexOf(' ');
      if (tally.of(cell.substring(0, space), cell.substring(space + 1), Layer.GUARD) > 0) {
        needless.add(cell);
      }
    }
    return needless;
  }

  /** Writes the page's section, if the backends are those that it has columns for. */
  public void write(List<String> targets) {
    CoveragePage.write("ops", text(), targets);
  }

  private String text() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        Written by `OpTest`. A cell gives the cases that an op's implementations passed on a backend: each went through the layers
        exact (unless the op's note says why it cannot), rounding, guard and repeat of [testing.md](testing.md). Cases of random
        geometry come on top. "Gradient" names the ops that the op's gradient rule uses, each with a line of its own here, and the
        cases in which the rule was compared with difference quotients.

        """);
    page.append("| op | gradient | ").append(String.join(" | ", STANDARD)).append(" |\n");
    page.append("|---".repeat(STANDARD.size() + 2)).append("|\n");
    for (OpCases table : tables) {
      String op = name(table);
      page.append("| ").append(op).append(" | ").append(gradient(table)).append(" | ");
      page.append(
          STANDARD.stream().map(target -> cell(op, target)).collect(Collectors.joining(" | ")));
      page.append(" |\n");
    }
    page.append("\n| layer | ").append(String.join(" | ", STANDARD)).append(" |\n");
    page.append("|---".repeat(STANDARD.size() + 1)).append("|\n");
    for (Layer layer : Layer.values()) {
      page.append("| ").append(layer.name().toLowerCase(Locale.ROOT));
      for (String target : STANDARD) {
        int total = tally.total(target, layer);
        page.append(" | ").append(total == 0 ? "" : total);
      }
      page.append(" |\n");
    }
    page.append("\nNot exact in single precision:\n\n");
    for (OpCases table : tables) {
      if (!table.inexact().isEmpty()) {
        page.append("- ").append(name(table)).append(": ").append(table.inexact()).append('\n');
      }
    }
    EXEMPT.forEach(
        (cell, why) -> page.append("- ").append(cell).append(": ").append(why).append('\n'));
    return page.toString();
  }

  private String gradient(OpCases table) {
    if (table.differentiableBy().isEmpty()) {
      return "";
    }
    Set<String> ops = gradientOps(table);
    int cases = tally.of(name(table), "reference", Layer.GRADIENT);
    return (ops.isEmpty() ? "dy itself" : String.join(", ", ops)) + ": " + cases;
  }

  private String cell(String op, String target) {
    Map<String, Integer> byImplementation = new TreeMap<>();
    tally
        .of(op, target)
        .forEach(
            (implementation, layers) -> {
              if (layers.containsKey(Layer.GUARD)) {
                byImplementation.put(implementation, layers.get(Layer.GUARD));
              }
            });
    if (byImplementation.isEmpty()) {
      return EXEMPT.containsKey(op + " " + target) ? "exempt" : "";
    }
    if (byImplementation.size() == 1) {
      return String.valueOf(byImplementation.values().iterator().next());
    }
    return byImplementation.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String name(OpCases table) {
    return table.table().get(0).op().name();
  }

  /** The ops that an op's gradient rule adds, over all of its cases. */
  private static Set<String> gradientOps(OpCases table) {
    Set<String> ops = new TreeSet<>();
    if (table.differentiableBy().isEmpty()) {
      return ops;
    }
    for (OpCase theCase : table.table()) {
      if (table.differentiableBy(theCase).isEmpty()) {
        continue;
      }
      GraphBuilder graph = new GraphBuilder();
      List<Value> arguments = new ArrayList<>();
      for (int i = 0; i < theCase.arguments().size(); i++) {
        arguments.add(graph.input("input" + i, theCase.arguments().get(i).type()));
      }
      Op op = theCase.op();
      List<Value> outputs = graph.emitAll(op, arguments);
      List<Value> of = new ArrayList<>();
      List<Value> seeds = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        if (op.isDifferentiable(i) && outputs.get(i).type().dtype() == DType.F32) {
          of.add(outputs.get(i));
          seeds.add(graph.input("dy" + i, outputs.get(i).type()));
        }
      }
      int before = graph.nodes().size();
      List<Value> by = table.differentiableBy(theCase).stream().map(arguments::get).toList();
      Autodiff.gradients(graph, of, seeds, by);
      graph.nodes().subList(before, graph.nodes().size()).forEach(n -> ops.add(n.op().name()));
    }
    return ops;
  }
}
