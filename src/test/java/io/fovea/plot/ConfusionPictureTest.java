package io.fovea.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counts, shares and names of any number of classes. */
class ConfusionPictureTest {
  private static long[][] counts(int classes, int errors) {
    long[][] counts = new long[classes][classes];
    for (int i = 0; i < classes; i++) {
      counts[i][i] = 90;
      counts[i][(i * 7 + 3) % classes] += errors;
    }
    return counts;
  }

  @Test
  void cellsHaveCountsAndShares() throws Exception {
    long[][] counts = {{8, 2}, {0, 5}};
    Drawing drawing = ConfusionPicture.of(counts, 1, List.of("<script>alert(1)</script>", "dog"));
    Layout.check(drawing);
    List<String> texts = Layout.texts(drawing);
    assertTrue(
        texts.containsAll(List.of("8", "2", "5", "dog", "true class", "predicted class", "100 %")));
    assertTrue(
        texts.contains("13 of 16 right (81.25 %), 1 without a prediction"), texts.toString());
    List<Double> shares =
        drawing.marks().stream()
            .filter(mark -> mark instanceof Mark.Box box && box.width() > 20 && box.height() > 20)
            .map(mark -> ((Mark.Box) mark).opacity())
            .toList();
    assertEquals(List.of(0.8, 0.2, 1.0), shares);
    assertEquals(0, DrawingTest.parse(drawing).getElementsByTagName("script").getLength());
  }

  @Test
  void anyNumberOfClassesHasRoom() {
    for (int classes : new int[] {1, 2, 10, 25, 50, 60, 100, 1000}) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < classes; i++) {
        names.add(i % 3 == 0 ? "a class with a rather long name, number " + i : "c" + i);
      }
      Drawing drawing = ConfusionPicture.of(counts(classes, 10), 0, names);
      Layout.check(drawing);
      assertTrue(drawing.width() < 900 && drawing.height() < 1000, drawing.toString());
      boolean isImage = classes > 60;
      assertEquals(isImage ? 1 : 0, Layout.images(drawing).size());
      Layout.check(ConfusionPicture.of(counts(classes, 123456), 0, List.of()));
    }
  }

  @Test
  void almostAllIsNotAll() {
    Drawing drawing = ConfusionPicture.of(new long[][] {{1_000_000, 1}, {0, 5}}, 0, List.of());
    assertTrue(
        Layout.texts(drawing).contains("1,000,005 of 1,000,006 right (99.99 %)"),
        Layout.texts(drawing).toString());
    Layout.check(ConfusionPicture.of(new long[3][3], 0, List.of()));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ConfusionPicture.of(new long[][] {{1, 2}}, 0, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> ConfusionPicture.of(new long[2][2], 0, List.of("one")));
  }
}
