package io.fovea.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The table of all figures, in Markdown, with Fovea's speeds as multiples of the best peer's. */
final class ComparisonTable {
  private final List<String> lines = new ArrayList<>();

  ComparisonTable() {
    row(
        "net, batch",
        "engine",
        "training, images/s",
        "inference, images/s",
        "latency at batch 1, ms",
        "main() to first step, s",
        "peak memory, MiB");
    lines.add("|---|---|---|---|---|---|---|");
  }

  /** Adds the rows of a net. */
  void add(Net net, Map<String, Figures> engines) {
    String title = net + ", " + net.batch();
    for (Map.Entry<String, Figures> engine : engines.entrySet()) {
      Figures figures = engine.getValue();
      row(
          title,
          Measurement.title(engine.getKey()),
          Figures.text("%,.0f", figures.training()),
          Figures.text("%,.0f", figures.inference()),
          Figures.text("%.3f", figures.singleMillis()),
          Figures.text("%.2f", figures.firstSeconds()),
          Figures.text("%,.0f", figures.peakMebibytes()));
      title = "";
    }
    List<Figures> peers =
        engines.keySet().stream().filter(Measurement::isPeer).map(engines::get).toList();
    for (String engine : engines.keySet()) {
      if (!Measurement.isPeer(engine) && !peers.isEmpty()) {
        Figures ours = engines.get(engine);
        row(
            "",
            Measurement.title(engine) + " / best peer",
            ratio(ours, peers, Figures::training),
            ratio(ours, peers, Figures::inference),
            ratio(ours, peers, figures -> 1 / figures.singleMillis()),
            "",
            "");
      }
    }
  }

  /** A speed of ours, as a multiple of the largest that a peer has. */
  private static String ratio(Figures ours, List<Figures> peers, ToDoubleFunction<Figures> speed) {
    DoubleStream measured = peers.stream().mapToDouble(speed).filter(x -> !Double.isNaN(x));
    return Figures.text("%.2f", speed.applyAsDouble(ours) / measured.max().orElse(Double.NaN));
  }

  private void row(String... cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
