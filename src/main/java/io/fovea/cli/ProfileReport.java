package io.fovea.cli;

import io.fovea.backend.Peak;
import io.fovea.train.StepProfile;
import io.fovea.train.StepProfile.NodeTime;
import io.fovea.train.StepProfile.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the time of a training step goes: by node in the order of launches, by layer, by op. */
final class ProfileReport {
  /** What some nodes take together. */
  private record Sum(
      int nodes,
      int launches,
      double seconds,
      Map<Phase, Double> phases,
      double flops,
      double bytes) {
    static Sum of(NodeTime node) {
      return new Sum(
          1,
          node.launches(),
          node.seconds(),
          Map.of(node.phase(), node.seconds()),
          node.flops(),
          node.bytes());
    }

    Sum plus(Sum other) {
      Map<Phase, Double> both = new LinkedHashMap<>(phases);
      other.phases.forEach((phase, seconds) -> both.merge(phase, seconds, Double::sum));
      return new Sum(
          nodes + other.nodes,
          launches + other.launches,
          seconds + other.seconds,
          both,
          flops + other.flops,
          bytes + other.bytes);
    }
  }

  private final StepProfile profile;
  private final @Nullable Peak peak;

  /**
   * @param peak of the device, or null where it is not known
   */
  ProfileReport(StepProfile profile, @Nullable Peak peak) {
    this.profile = profile;
    this.peak = peak;
  }

  /** Sums of nodes by a name of theirs, in the order of the first of each. */
  private Map<String, Sum> by(Function<NodeTime, String> name) {
    Map<String, Sum> sums = new LinkedHashMap<>();
    profile.nodes().forEach(node -> sums.merge(name.apply(node), Sum.of(node), Sum::plus));
    return sums;
  }

  private static String layer(NodeTime node) {
    return node.layer().isEmpty() ? "-" : node.layer();
  }

  /** For a person: three tables. */
  void print(Consumer<String> out) {
    TextTable nodes =
        new TextTable(4, headings("layer", "op", "implementation", "phase", "launches"));
    for (NodeTime node : profile.nodes()) {
      Sum sum = Sum.of(node);
      nodes.row(
          cells(
              sum,
              layer(node),
              node.op(),
              node.implementation(),
              name(node.phase()),
              "" + sum.launches));
    }
    nodes.print(out);
    out.accept("");
    TextTable layers =
        new TextTable(1, headings("layer", "launches", "forward", "backward", "update"));
    by(ProfileReport::layer)
        .forEach(
            (layer, sum) ->
                layers.row(
                    cells(
                        sum,
                        layer,
                        "" + sum.launches,
                        millis(sum, Phase.FORWARD),
                        millis(sum, Phase.BACKWARD),
                        millis(sum, Phase.UPDATE))));
    layers.print(out);
    out.accept("");
    TextTable ops = new TextTable(1, headings("op", "nodes", "launches"));
    by(NodeTime::op).entrySet().stream()
        .sorted(Comparator.comparingDouble(op -> -op.getValue().seconds))
        .forEach(
            op ->
                ops.row(
                    cells(
                        op.getValue(),
                        op.getKey(),
                        "" + op.getValue().nodes,
                        "" + op.getValue().launches)));
    ops.print(out);
  }

  private static String name(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  private static String millis(Sum sum, Phase phase) {
    Double seconds = sum.phases.get(phase);
    return seconds == null ? "-" : format("%.3f", seconds * 1e3);
  }

  private String[] headings(String... first) {
    return concat(first, "ms", "share", "MFLOP", "MB", "GFLOP/s", "GB/s", "limit", "of peak");
  }

  private String[] cells(Sum sum, String... first) {
    return concat(
        first,
        format("%.3f", sum.seconds * 1e3),
        format("%.1f %%", 100 * share(sum)),
        format("%.2f", sum.flops * 1e-6),
        format("%.2f", sum.bytes * 1e-6),
        perSecond(sum.flops, sum),
        perSecond(sum.bytes, sum),
        peak == null ? "-" : format("%.1f", peak.limit(sum.flops, sum.bytes) * 1e-9),
        peak == null || sum.seconds == 0
            ? "-"
            : format("%.0f %%", 100 * peak.share(sum.flops, sum.bytes, sum.seconds)));
  }

  private static String perSecond(double amount, Sum sum) {
    return sum.seconds == 0 ? "-" : format("%.1f", amount / sum.seconds * 1e-9);
  }

  private static String[] concat(String[] first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static String format(String template, double value) {
    return String.format(Locale.ROOT, template, value);
  }

  /** The part of the time of all nodes. */
  private double share(Sum sum) {
    double all = profile.nodeSeconds();
    return all == 0 ? 0 : sum.seconds / all;
  }

  /** The same for a program. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("stepMillis", profile.stepSeconds() * 1e3);
    json.put("handInMicros", profile.handInSeconds() * 1e6);
    json.put("nodesMillis", profile.nodeSeconds() * 1e3);
    List<Object> nodes = new ArrayList<>();
    for (NodeTime node : profile.nodes()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("layer", node.layer());
      fields.put("op", node.op());
      fields.put("implementation", node.implementation());
      fields.put("phase", name(node.phase()));
      nodes.add(with(fields, Sum.of(node)));
    }
    json.put("nodes", nodes);
    List<Object> layers = new ArrayList<>();
    by(NodeTime::layer)
        .forEach(
            (layer, sum) -> {
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("layer", layer);
              for (Phase phase : Phase.values()) {
                fields.put(name(phase) + "Millis", sum.phases.getOrDefault(phase, 0.0) * 1e3);
              }
              layers.add(with(fields, sum));
            });
    json.put("layers", layers);
    List<Object> ops = new ArrayList<>();
    by(NodeTime::op)
        .forEach(
            (op, sum) -> {
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("op", op);
              fields.put("count", sum.nodes);
              ops.add(with(fields, sum));
            });
    json.put("ops", ops);
    return json;
  }

  private Map<String, Object> with(Map<String, Object> fields, Sum sum) {
    fields.put("launches", sum.launches);
    fields.put("millis", sum.seconds * 1e3);
    fields.put("share", share(sum));
    fields.put("flops", sum.flops);
    fields.put("bytes", sum.bytes);
    if (peak != null) {
      fields.put("limitGflopsPerSecond", peak.limit(sum.flops, sum.bytes) * 1e-9);
    }
    if (sum.seconds > 0) {
      fields.put("gflopsPerSecond", sum.flops / sum.seconds * 1e-9);
      fields.put("gigabytesPerSecond", sum.bytes / sum.seconds * 1e-9);
      if (peak != null) {
        fields.put("peakShare", peak.share(sum.flops, sum.bytes, sum.seconds));
      }
    }
    return fields;
  }
}
