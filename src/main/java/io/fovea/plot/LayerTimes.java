package io.fovea.plot;

import io.fovea.train.StepProfile;
import io.fovea.train.StepProfile.NodeTime;
import io.fovea.train.StepProfile.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the time of a training step goes: a bar for each layer in the order of the step, with a
 * part for each phase, over an axis in milliseconds.
 */
public final class LayerTimes {
  private static final double WIDTH = 640;
  private static final double MARGIN = 16;
  private static final double SMALL = 11;
  private static final double LABEL_ROOM = 150;
  private static final double VALUE_ROOM = 58;
  private static final double ROW = 20;
  private static final double BAR = 13;
  private static final double SWATCH = 12;

  /** Where there are more layers, the shortest ones are one bar. */
  private static final int MOST_BARS = 60;

  /** In the order of their colours. */
  private static final List<Phase> PHASES = List.of(Phase.values());

  private static final Map<Phase, String> LEGEND = new LinkedHashMap<>();

  static {
    LEGEND.put(Phase.FORWARD, "forward");
    LEGEND.put(Phase.BACKWARD, "backward");
    LEGEND.put(Phase.UPDATE, "update");
  }

  /** A bar: milliseconds of each phase. */
  private record Bar(String label, double[] millis) {
    double sum() {
      double sum = 0;
      for (double part : millis) {
        sum += part;
      }
      return sum;
    }

    void add(double[] more) {
      for (int i = 0; i < millis.length; i++) {
        millis[i] += more[i];
      }
    }
  }

  private final Canvas canvas = new Canvas();

  private LayerTimes() {}

  /**
   * A picture of a profile.
   *
   * @param title what was run, as in {@code lenet5, batch 64, cpu}
   */
  public static Drawing of(StepProfile profile, String title) {
    return new LayerTimes().draw(bars(profile.nodes()), title);
  }

  private static List<Bar> bars(List<NodeTime> nodes) {
    Map<String, Bar> byLayer = new LinkedHashMap<>();
    for (NodeTime node : nodes) {
      String label = node.layer().isEmpty() ? "-" : node.layer();
      double[] millis = new double[PHASES.size()];
      millis[PHASES.indexOf(node.phase())] = node.seconds() * 1e3;
      byLayer.computeIfAbsent(label, key -> new Bar(key, new double[millis.length])).add(millis);
    }
    List<Bar> bars = new ArrayList<>(byLayer.values());
    if (bars.size() > MOST_BARS) {
      List<Bar> longest = new ArrayList<>(bars);
      longest.sort(Comparator.comparingDouble(Bar::sum).reversed());
      List<Bar> others = longest.subList(MOST_BARS - 1, longest.size());
      Bar rest = new Bar(others.size() + " others", new double[PHASES.size()]);
      others.forEach(bar -> rest.add(bar.millis()));
      bars.retainAll(longest.subList(0, MOST_BARS - 1));
      bars.add(rest);
    }
    return bars;
  }

  private Drawing draw(List<Bar> bars, String title) {
    double sum = bars.stream().mapToDouble(Bar::sum).sum();
    double longest = bars.stream().mapToDouble(Bar::sum).max().orElse(0);
    double room = WIDTH - 2 * MARGIN;
    canvas.text(MARGIN, 24, "Training step", 13, true, Mark.Anchor.START, Tone.INK);
    String subtitle = title + ": " + millis(sum) + " ms";
    canvas.text(MARGIN, 42, subtitle, SMALL, Mark.Anchor.START, 0, Tone.INK, room);
    legend(64);
    double labels =
        bars.stream()
            .mapToDouble(bar -> StrokeFont.width(bar.label(), SMALL, false))
            .max()
            .orElse(0);
    double left = MARGIN + Math.min(LABEL_ROOM, labels + 1) + 8;
    double right = WIDTH - MARGIN - VALUE_ROOM;
    double top = 80;
    double bottom = top + ROW * bars.size();
    Axis axis = Axis.around(0, longest, Axis.Kind.NUMBER, 8);
    grid(axis, left, right, top, bottom);
    for (int i = 0; i < bars.size(); i++) {
      bar(bars.get(i), axis, left, right, top + i * ROW);
    }
    return canvas.drawing("Time of each layer in a training step", WIDTH, bottom + 48);
  }

  private void legend(double baseline) {
    double x = MARGIN;
    for (Map.Entry<Phase, String> phase : LEGEND.entrySet()) {
      canvas.box(x, baseline - 10, SWATCH, SWATCH, Tone.series(PHASES.indexOf(phase.getKey())));
      x += SWATCH + 6;
      canvas.text(x, baseline, phase.getValue(), SMALL, false, Mark.Anchor.START, Tone.INK);
      x += StrokeFont.width(phase.getValue(), SMALL, false) + 18;
    }
  }

  private void grid(Axis axis, double left, double right, double top, double bottom) {
    for (Axis.Tick tick : axis.ticks()) {
      double at = left + axis.at(tick.value()) * (right - left);
      canvas.line(Tone.GRID, 1, at, top, at, bottom);
      canvas.text(at, bottom + 16, tick.label(), SMALL, false, Mark.Anchor.MIDDLE, Tone.MUTED);
    }
    canvas.line(Tone.AXIS, 1, left, bottom, right, bottom);
    double middle = (left + right) / 2;
    canvas.text(middle, bottom + 36, "milliseconds", SMALL, false, Mark.Anchor.MIDDLE, Tone.INK);
  }

  private void bar(Bar bar, Axis axis, double left, double right, double top) {
    double baseline = top + ROW / 2 + SMALL * 0.36;
    double room = left - 8 - MARGIN;
    canvas.text(left - 8, baseline, bar.label(), SMALL, Mark.Anchor.END, 0, Tone.INK, room);
    double begin = 0;
    for (int phase = 0; phase < bar.millis().length; phase++) {
      double end = begin + bar.millis()[phase];
      double x = left + axis.at(begin) * (right - left);
      double width = (axis.at(end) - axis.at(begin)) * (right - left);
      if (width > 0) {
        canvas.box(x, top + (ROW - BAR) / 2, width, BAR, Tone.series(phase));
      }
      begin = end;
    }
    double after = left + axis.at(begin) * (right - left) + 6;
    canvas.text(after, baseline, millis(begin), SMALL, false, Mark.Anchor.START, Tone.MUTED);
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, millis < 9.995 ? "%.2f" : "%,.1f", millis);
  }
}
