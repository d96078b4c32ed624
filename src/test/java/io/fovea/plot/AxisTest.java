package io.fovea.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Round ticks for any numbers. */
class AxisTest {
  private static List<String> labels(Axis axis) {
    return axis.ticks().stream().map(Axis.Tick::label).toList();
  }

  @Test
  void ticksAreRound() {
    assertEquals(
        List.of("0.0", "0.5", "1.0", "1.5", "2.0", "2.5"),
        labels(Axis.around(0.049, 2.31, Axis.Kind.NUMBER, 7)));
    assertEquals(
        List.of("90 %", "92 %", "94 %", "96 %", "98 %", "100 %"),
        labels(Axis.around(0.905, 0.9885, Axis.Kind.PERCENT, 7)));
    assertEquals(
        List.of("1", "2", "3"), labels(Axis.exactly(1, 3, Axis.Kind.WHOLE, 10)), "whole epochs");
    assertEquals(
        List.of("0.001", "0.01", "0.1", "1", "10"), labels(Axis.logarithmic(0.002, 9.5, 7)));
  }

  @Test
  void equalNumbersLieInTheMiddle() {
    Axis one = Axis.around(0.5, 0.5, Axis.Kind.PERCENT, 7);
    assertEquals(0.5, one.at(0.5), 1e-9);
    assertEquals(1, Axis.around(1, 1, Axis.Kind.PERCENT, 7).at(1), 1e-9, "not above 100 %");
    assertEquals(0, Axis.around(0, 0, Axis.Kind.PERCENT, 7).at(0), 1e-9, "not below 0 %");
    assertEquals(0.5, Axis.around(2.3, 2.3, Axis.Kind.NUMBER, 7).at(2.3), 0.2);
    Axis epoch = Axis.exactly(7, 7, Axis.Kind.WHOLE, 10);
    assertEquals(List.of("7"), labels(epoch));
    assertEquals(0.5, epoch.at(7), 1e-9);
  }

  /** Whatever the range: enough ticks, no two with the same label, all numbers inside. */
  @Test
  void anyRangeHasAnAxis() {
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      double low = random.nextGaussian() * Math.pow(10, random.nextInt(12) - 6);
      double high = low + random.nextDouble() * Math.pow(10, random.nextInt(12) - 6);
      Axis axis = Axis.around(low, high, Axis.Kind.NUMBER, 7);
      String text = "%s to %s: %s".formatted(low, high, axis);
      assertTrue(axis.at(low) >= -1e-6 && axis.at(high) <= 1 + 1e-6, text);
      assertTrue(axis.ticks().size() >= 2 && axis.ticks().size() <= 8, text);
      boolean isNarrow = high - low < 1e-9 * Math.abs(low);
      assertTrue(isNarrow || new HashSet<>(labels(axis)).size() == axis.ticks().size(), text);
    }
  }

  @Test
  void numbersAreShort() {
    assertEquals("0.0491", Axis.compact(0.04912));
    assertEquals("1", Axis.compact(1));
    assertEquals("0", Axis.compact(0));
    assertEquals("-12.3", Axis.compact(-12.34));
    assertEquals("1.5e-5", Axis.compact(1.5e-5));
    assertEquals("1e6", Axis.compact(1e6));
    assertEquals("NaN", Axis.compact(Double.NaN));
  }
}
