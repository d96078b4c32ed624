package io.fovea.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.train.StepPlan;
import io.fovea.train.StepProfile;
import io.fovea.train.StepProfile.NodeTime;
import io.fovea.train.StepProfile.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bars are as long as the axis says, one for each layer, a part for each phase. */
class LayerTimesTest {
  private static StepProfile profile(NodeTime... nodes) {
    StepPlan plan = new StepPlan(List.of(), 0, 0, 0, 0, 0);
    return new StepProfile(plan, List.of(nodes), 0, 0);
  }

  private static NodeTime node(String layer, Phase phase, double millis) {
    return new NodeTime(layer, "op", "way", phase, 1, millis * 1e-3, 1, 1);
  }

  private static List<Mark.Box> bars(Drawing drawing, Phase phase) {
    return drawing.marks().stream()
        .filter(Mark.Box.class::isInstance)
        .map(Mark.Box.class::cast)
        .filter(box -> box.fill().equals(Tone.series(List.of(Phase.values()).indexOf(phase))))
        .skip(1) // That of the legend.
        .toList();
  }

  private static double x(Drawing drawing, String label) {
    return Layout.words(drawing).stream()
        .filter(words -> words.text().equals(label))
        .findFirst()
        .orElseThrow(() -> new AssertionError(label + " is not in " + Layout.texts(drawing)))
        .x();
  }

  @Test
  void barsEndWhereTheTicksSay() {
    Drawing drawing =
        LayerTimes.of(
            profile(
                node("conv1", Phase.FORWARD, 1),
                node("dense1", Phase.FORWARD, 2),
                node("dense1", Phase.FORWARD, 1),
                node("conv1", Phase.BACKWARD, 2),
                node("", Phase.BACKWARD, 0),
                node("optimizer", Phase.UPDATE, 0.25)),
            "a net, batch 8");
    Layout.check(drawing);
    List<String> texts = Layout.texts(drawing);
    assertTrue(
        texts.containsAll(
            List.of(
                "Training step",
                "a net, batch 8: 6.25 ms",
                "forward",
                "backward",
                "update",
                "milliseconds",
                "conv1",
                "dense1",
                "optimizer",
                "-",
                "3.00",
                "0.25",
                "0.00")),
        texts.toString());
    double zero = x(drawing, "0.0");
    double one = x(drawing, "1.0") - zero;
    assertEquals(x(drawing, "3.0"), zero + 3 * one, 1e-9);
    List<Mark.Box> forward = bars(drawing, Phase.FORWARD);
    List<Mark.Box> backward = bars(drawing, Phase.BACKWARD);
    assertEquals(2, forward.size());
    assertEquals(1, backward.size());
    assertEquals(zero, forward.get(0).x(), 1e-9);
    assertEquals(one, forward.get(0).width(), 1e-9);
    assertEquals(3 * one, forward.get(1).width(), 1e-9);
    assertEquals(zero + one, backward.get(0).x(), 1e-9);
    assertEquals(2 * one, backward.get(0).width(), 1e-9);
    assertEquals(forward.get(0).y(), backward.get(0).y());
    assertTrue(forward.get(1).y() > forward.get(0).y(), "in the order of the step");
    assertEquals(one / 4, bars(drawing, Phase.UPDATE).get(0).width(), 1e-9);
  }

  @Test
  void manyLayersAndLongNamesHaveRoom() {
    List<NodeTime> nodes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      nodes.add(node("stage" + i + "/a block with a rather long name/conv", Phase.FORWARD, i));
    }
    Drawing drawing = LayerTimes.of(profile(nodes.toArray(NodeTime[]::new)), "x".repeat(300));
    Layout.check(drawing);
    assertEquals(60, bars(drawing, Phase.FORWARD).size());
    assertTrue(Layout.texts(drawing).contains("141 others"), Layout.texts(drawing).toString());
    assertTrue(drawing.width() < 900 && drawing.height() < 1500, drawing.toString());
  }

  @Test
  void noTimeAtAllIsDrawn() {
    Layout.check(LayerTimes.of(profile(), "nothing"));
    Layout.check(LayerTimes.of(profile(node("a", Phase.FORWARD, 0)), "nothing"));
    Layout.check(LayerTimes.of(profile(node("a", Phase.FORWARD, 1e-4)), "little"));
    Layout.check(LayerTimes.of(profile(node("a", Phase.FORWARD, 54321)), "much"));
  }
}
