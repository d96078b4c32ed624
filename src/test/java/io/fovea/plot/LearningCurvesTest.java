package io.fovea.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.train.EpochResult;
import io.fovea.train.History;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Curves lie where the ticks say, whatever was measured. */
class LearningCurvesTest {
  private static final double NAN = Double.NaN;

  /** Epochs with a loss and an accuracy each, the accuracy of validation 0.1 higher. */
  private static History history(double[] losses, double[] accuracies) {
    List<EpochResult> epochs = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      Map<String, Double> training = new LinkedHashMap<>();
      training.put("loss", losses[i]);
      training.put("accuracy", accuracies[i]);
      Map<String, Double> validation = new LinkedHashMap<>();
      validation.put("loss", losses[i] / 2);
      validation.put("accuracy", accuracies[i] + 0.1);
      epochs.add(new EpochResult(i + 1, 10 * i, training, validation, 1e-3, 1, 1));
    }
    return new History(epochs);
  }

  private static double at(Drawing drawing, String label) {
    return Layout.words(drawing).stream()
        .filter(words -> words.text().equals(label))
        .findFirst()
        .orElseThrow(() -> new AssertionError(label + " is not in " + Layout.texts(drawing)))
        .y();
  }

  @Test
  void pointsLieWhereTheTicksSay() {
    History history = history(new double[] {1, 0.5, 0.25}, new double[] {0.5, 0.6, 0.7});
    List<Drawing> panels = LearningCurves.panels(Map.of("", history));
    assertEquals(List.of("Loss", "Accuracy"), panels.stream().map(Drawing::title).toList());
    Drawing loss = panels.get(0);
    Layout.check(loss);
    assertTrue(
        Layout.texts(loss)
            .containsAll(
                List.of(
                    "Loss", "epoch", "training", "validation, best 0.125 in epoch 3", "1", "2")));
    Mark.Line training = curve(loss, Tone.series(1));
    assertTrue(training.dashed());
    double top = at(loss, "1.0") - 4;
    double bottom = at(loss, "0.0") - 4;
    double[] expected = {top, (top + bottom) / 2, bottom + (top - bottom) / 4};
    assertArrayEquals(expected, training.ys(), 1e-9);
    double[] ticks =
        List.of("1", "2", "3").stream()
            .mapToDouble(
                label ->
                    Layout.words(loss).stream()
                        .filter(words -> words.text().equals(label))
                        .findFirst()
                        .orElseThrow()
                        .x())
            .toArray();
    assertArrayEquals(ticks, training.xs(), 1e-9);
    Drawing accuracy = panels.get(1);
    Layout.check(accuracy);
    assertEquals(at(accuracy, "80 %") - 4, curve(accuracy, Tone.series(0)).ys()[2], 1e-9);
    assertTrue(Layout.texts(accuracy).contains("validation, best 80.00 % in epoch 3"));
    Layout.check(LearningCurves.of(history));
  }

  /** The longest line of a colour: those of legends are short. */
  private static Mark.Line curve(Drawing drawing, Tone tone) {
    return Layout.lines(drawing, tone).stream()
        .filter(line -> line.xs().length > 2)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsNoNumberLeavesAGap() {
    History history =
        history(new double[] {3, 2, NAN, 1, 0.9}, new double[] {0.1, 0.2, 0.3, 0.4, 0.5});
    Drawing loss = LearningCurves.panels(Map.of("", history)).get(0);
    List<Mark.Line> lines = Layout.lines(loss, Tone.series(1));
    assertEquals(3, lines.size(), "the legend, and a piece on either side");
    assertEquals(2, lines.get(1).xs().length);
    assertEquals(2, lines.get(2).xs().length);
    Drawing none =
        LearningCurves.panels(Map.of("", history(new double[] {NAN, NAN}, new double[] {0, 0})))
            .get(0);
    Layout.check(none);
    assertTrue(Layout.texts(none).contains("no finite values"));
  }

  @Test
  void oneEpochAndEqualNumbersAreShown() {
    for (double accuracy : new double[] {0, 0.5, 0.9}) {
      Drawing drawing = LearningCurves.of(history(new double[] {2.3}, new double[] {accuracy}));
      Layout.check(drawing);
      assertTrue(
          drawing.marks().stream().anyMatch(Mark.Disc.class::isInstance), "a point for the epoch");
    }
    Drawing flat = LearningCurves.of(history(new double[] {1, 1, 1}, new double[] {0.9, 0.9, 0.9}));
    Layout.check(flat);
    Layout.check(LearningCurves.of(history(new double[] {0, 0, 0}, new double[] {0, 0, 0})));
  }

  @Test
  void veryDifferentLossesAreShownByPowersOfTen() {
    History history = history(new double[] {5000, 10, 0.01}, new double[] {0.1, 0.2, 0.3});
    Drawing loss = LearningCurves.panels(Map.of("", history)).get(0);
    Layout.check(loss);
    assertTrue(Layout.texts(loss).contains("Loss (logarithmic)"));
    double decade = at(loss, "0.1") - at(loss, "1");
    assertEquals(decade, at(loss, "1") - at(loss, "10"), 1e-9);
    assertEquals(at(loss, "10") - 4, curve(loss, Tone.series(1)).ys()[1], 1e-9);
  }

  @Test
  void runsShareAxesAndHaveColours() {
    Map<String, History> runs = new LinkedHashMap<>();
    for (int i = 0; i < 9; i++) {
      String name = "a training with a name that is quite long, number " + i;
      runs.put(name, history(new double[] {2, 1.0 / (i + 1)}, new double[] {0.1, 0.1 * i}));
    }
    for (Drawing panel : LearningCurves.panels(runs)) {
      Layout.check(panel);
      assertEquals(
          1, Layout.texts(panel).stream().filter("training"::equals).count(), "dashed lines");
      assertEquals(
          9, Layout.texts(panel).stream().filter(text -> text.startsWith("a training")).count());
    }
    assertThrows(IllegalArgumentException.class, () -> LearningCurves.of(Map.of()));
    assertThrows(IllegalArgumentException.class, () -> LearningCurves.of(new History(List.of())));
  }

  @Test
  void aChangingRateHasItsOwnCurve() {
    List<EpochResult> epochs = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      Map<String, Double> numbers = Map.of("loss", 1.0 / i, "top5Accuracy", 0.5);
      epochs.add(new EpochResult(i, i, numbers, Map.of(), 0.1 / i, 1, 1));
    }
    List<Drawing> panels = LearningCurves.panels(Map.of("", new History(epochs)));
    assertEquals(3, panels.size());
    assertTrue(panels.stream().anyMatch(panel -> panel.title().equals("Top 5 accuracy")));
    assertEquals("Learning rate", panels.get(2).title());
    panels.forEach(Layout::check);
    assertEquals(
        100, curve(panels.get(2), Tone.series(0)).xs().length, "and no points: they are many");
    assertTrue(panels.get(2).marks().stream().noneMatch(Mark.Disc.class::isInstance));
  }
}
