package io.fovea.cli;

import io.fovea.backend.Candidate;
import io.fovea.backend.Device;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.Op;
import io.fovea.op.Reshape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Which implementations a device has for each op, which of them it would choose for some networks,
 * and why it would not choose those that come before.
 */
final class KernelReport {
  /** Nodes that are refused for one reason. */
  private static final class Refused {
    private final String example;
    private int nodes;

    Refused(String example) {
      this.example = example;
    }
  }

  /** One implementation of an op. */
  private static final class Way {
    private final Map<String, Refused> refusals = new LinkedHashMap<>();
    private int chosen;
  }

  /** One op. */
  private static final class Line {
    private final Map<String, Way> ways = new LinkedHashMap<>();
    private int nodes;

    boolean isAccepted() {
      return ways.values().stream().allMatch(way -> way.refusals.isEmpty());
    }
  }

  private static final int WIDTH = 96;

  private final Map<String, Line> lines = new TreeMap<>();
  private final Map<String, String> problems = new LinkedHashMap<>();

  /**
   * @param graphs training steps by the names of their networks
   */
  KernelReport(Device device, Map<String, Graph> graphs) {
    Map<Class<? extends Op>, String> names = new LinkedHashMap<>();
    graphs
        .values()
        .forEach(g -> g.nodes().forEach(n -> names.put(n.op().getClass(), n.op().name())));
    device
        .implementations()
        .forEach(
            (op, ways) -> {
              Line line = line(names.getOrDefault(op, snake(op.getSimpleName())));
              ways.forEach(way -> line.ways.put(way, new Way()));
            });
    graphs.forEach(
        (model, graph) -> {
          problems.put(model, "");
          for (Node node : graph.nodes()) {
            if (!(node.op() instanceof Reshape)) {
              ask(device, model, node);
            }
          }
        });
  }

  private Line line(String op) {
    return lines.computeIfAbsent(op, key -> new Line());
  }

  private void ask(Device device, String model, Node node) {
    Line line = line(node.op().name());
    line.nodes++;
    boolean isChosen = false;
    for (Candidate candidate : device.candidates(node)) {
      Way way = line.ways.computeIfAbsent(candidate.implementation(), key -> new Way());
      if (candidate.refusal() != null) {
        String example = model + " '" + node.label() + "'";
        way.refusals.computeIfAbsent(candidate.refusal().reason(), key -> new Refused(example))
            .nodes++;
      } else if (!isChosen) {
        way.chosen++;
        isChosen = true;
      }
    }
    if (!isChosen) {
      problems.merge(model, node.title() + " has no implementation", (a, b) -> a.isEmpty() ? b : a);
    }
  }

  /** {@code Conv2dDataGradient} as {@code conv2d_data_gradient}. */
  private static String snake(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  /** In a line: how many ops there are, and which of the networks can be trained. */
  String summary() {
    int ways = lines.values().stream().mapToInt(line -> line.ways.size()).sum();
    StringBuilder text = new StringBuilder();
    text.append(lines.size()).append(" ops in ").append(ways).append(" implementations; ");
    List<String> trained = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    problems.forEach(
        (model, problem) -> {
          if (problem.isEmpty()) {
            trained.add(model);
          } else {
            refused.add(model + " (" + problem + ")");
          }
        });
    text.append(trained.isEmpty() ? "" : "trains " + String.join(", ", trained));
    text.append(trained.isEmpty() || refused.isEmpty() ? "" : "; ");
    text.append(refused.isEmpty() ? "" : "cannot train " + String.join(", ", refused));
    return text.toString();
  }

  /** For a person: ops with a choice line by line, then the others by their only implementation. */
  void print(Consumer<String> out) {
    Map<String, List<String>> withoutChoice = new TreeMap<>();
    lines.forEach(
        (op, line) -> {
          if (line.ways.size() == 1 && line.isAccepted()) {
            String way = line.ways.keySet().iterator().next();
            withoutChoice.computeIfAbsent(way, key -> new ArrayList<>()).add(op);
          } else {
            print(op, line, out);
          }
        });
    withoutChoice.forEach((way, ops) -> wrap(way + ": " + String.join(", ", ops), out));
  }

  private static void print(String op, Line line, Consumer<String> out) {
    List<String> ways = new ArrayList<>();
    line.ways.forEach((name, way) -> ways.add(name + " " + way.chosen));
    out.accept(op + ", " + line.nodes + " nodes: " + String.join(", ", ways));
    line.ways.forEach(
        (name, way) -> {
          if (!way.refusals.isEmpty()) {
            int nodes = way.refusals.values().stream().mapToInt(r -> r.nodes).sum();
            Map.Entry<String, Refused> first = way.refusals.entrySet().iterator().next();
            String example = first.getValue().example + ": " + first.getKey();
            wrap("  " + name + " refuses " + nodes + ", as " + example, out);
          }
        });
  }

  private static void wrap(String text, Consumer<String> out) {
    int end = text.length() <= WIDTH ? text.length() : text.lastIndexOf(' ', WIDTH);
    out.accept(text.substring(0, end));
    if (end < text.length()) {
      wrap("    " + text.substring(end + 1), out);
    }
  }

  /** The same for a program. */
  List<Map<String, Object>> json() {
    List<Map<String, Object>> ops = new ArrayList<>();
    lines.forEach(
        (op, line) -> {
          List<Map<String, Object>> ways = new ArrayList<>();
          line.ways.forEach((name, way) -> ways.add(json(name, way)));
          ops.add(fields("op", op, "nodes", line.nodes, "implementations", ways));
        });
    return ops;
  }

  private static Map<String, Object> json(String name, Way way) {
    List<Map<String, Object>> refusals = new ArrayList<>();
    way.refusals.forEach(
        (reason, refused) ->
            refusals.add(
                fields("reason", reason, "nodes", refused.nodes, "example", refused.example)));
    return fields("name", name, "chosen", way.chosen, "refusals", refusals);
  }

  private static Map<String, Object> fields(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  /** For each network, whether it can be trained, and what is missing if not. */
  List<Map<String, Object>> models() {
    List<Map<String, Object>> models = new ArrayList<>();
    problems.forEach(
        (model, problem) ->
            models.add(
                problem.isEmpty()
                    ? fields("model", model, "trains", true)
                    : fields("model", model, "trains", false, "problem", problem)));
    return models;
  }
}
