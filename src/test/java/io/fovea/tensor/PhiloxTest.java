package io.fovea.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Known answers are those that the authors publish with their Random123 library. */
class PhiloxTest {
  private static int[] block(int c0, int c1, int c2, int c3, int k0, int k1) {
    int[] out = new int[4];
    Philox.block(c0, c1, c2, c3, k0, k1, out);
    return out;
  }

  @Test
  void matchesThePublishedVectors() {
    assertArrayEquals(
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, block(0, 0, 0, 0, 0, 0));
    assertArrayEquals(
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, block(-1, -1, -1, -1, -1, -1));
    assertArrayEquals(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));
  }

  @Test
  void aSequenceReadsItsStreamInOrder() {
    Philox.Sequence sequence = Philox.sequence(7, "layer/w");
    for (int i = 0; i < 9; i++) {
      assertEquals(Philox.word(7, Philox.stream("layer/w"), 0, i), sequence.nextInt());
    }
  }

  @Test
  void boundedIntegersAreUniform() {
    Philox.Sequence sequence = Philox.sequence(1, "uniform");
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[sequence.nextInt(7)]++;
    }
    for (int count : counts) {
      assertEquals(10_000, count, 500);
    }
  }

  @Test
  void gaussiansHaveMeanZeroAndVarianceOne() {
    Philox.Sequence sequence = Philox.sequence(1, "normal");
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 100_000; i++) {
      double g = sequence.nextGaussian();
      assertTrue(Double.isFinite(g));
      sum += g;
      squares += g * g;
    }
    assertEquals(0, sum / 100_000, 0.02);
    assertEquals(1, squares / 100_000, 0.02);
  }
}
