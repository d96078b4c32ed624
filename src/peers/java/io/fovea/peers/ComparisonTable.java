package io.fovea.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The table of all figures, in Markdown, with Fovea's speeds as multiples of the best peer's, and
 * what each engine gains by more threads.
 */
final class ComparisonTable {
  private final Map<Measurement, Figures> all;
  private final List<String> lines = new ArrayList<>();

  private ComparisonTable(Map<Measurement, Figures> all) {
    this.all = all;
  }

  static ComparisonTable of(Map<Measurement, Figures> all) {
    ComparisonTable table = new ComparisonTable(all);
    table.row(
        "net, batch",
        "threads",
        "engine",
        "training, images/s",
        "inference, images/s",
        "latency at batch 1, ms",
        "main() to first step, s",
        "peak memory, MiB");
    table.lines.add("|---|---|---|---|---|---|---|---|");
    for (Net net : all.keySet().stream().map(Measurement::net).distinct().toList()) {
      List<Integer> counts = table.of(net).stream().map(Measurement::threads).distinct().toList();
      counts.forEach(threads -> table.add(net, threads));
      counts.stream().skip(1).forEach(threads -> table.addGains(net, counts.get(0), threads));
    }
    return table;
  }

  private List<Measurement> of(Net net) {
    return all.keySet().stream().filter(key -> key.net() == net).toList();
  }

  private List<Measurement> of(Net net, int threads) {
    return of(net).stream().filter(key -> key.threads() == threads).toList();
  }

  /** Adds the rows of a net with a number of threads. */
  private void add(Net net, int threads) {
    List<Measurement> engines = of(net, threads);
    for (Measurement engine : engines) {
      Figures figures = all.get(engine);
      row(
          net + ", " + net.batch(),
          String.valueOf(threads),
          Measurement.title(engine.engine()),
          Figures.text("%,.0f", figures.training()),
          Figures.text("%,.0f", figures.inference()),
          Figures.text("%.3f", figures.singleMillis()),
          Figures.text("%.2f", figures.firstSeconds()),
          Figures.text("%,.0f", figures.peakMebibytes()));
    }
    List<Figures> peers =
        engines.stream().filter(key -> Measurement.isPeer(key.engine())).map(all::get).toList();
    for (Measurement engine : engines) {
      if (!Measurement.isPeer(engine.engine()) && !peers.isEmpty()) {
        String title = Measurement.title(engine.engine()) + " / best peer";
        addRatios(String.valueOf(threads), title, all.get(engine), peers);
      }
    }
  }

  /** Adds what the engines gain by having more threads. */
  private void addGains(Net net, int fewer, int more) {
    for (Measurement engine : of(net, more)) {
      for (Measurement other : of(net, fewer)) {
        if (other.engine().equals(engine.engine())) {
          String title = Measurement.title(engine.engine()) + ", gained";
          addRatios(more + " / " + fewer, title, all.get(engine), List.of(all.get(other)));
        }
      }
    }
  }

  private void addRatios(String threads, String title, Figures figures, List<Figures> others) {
    row(
        "",
        threads,
        title,
        ratio(figures, others, Figures::training),
        ratio(figures, others, Figures::inference),
        ratio(figures, others, some -> 1 / some.singleMillis()),
        "",
        "");
  }

  /** A speed as a multiple of the largest that others have. */
  private static String ratio(
      Figures figures, List<Figures> others, ToDoubleFunction<Figures> speed) {
    DoubleStream measured = others.stream().mapToDouble(speed).filter(x -> !Double.isNaN(x));
    return Figures.text("%.2f", speed.applyAsDouble(figures) / measured.max().orElse(Double.NaN));
  }

  private void row(String... cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
