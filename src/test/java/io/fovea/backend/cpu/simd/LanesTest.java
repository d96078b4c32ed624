package io.fovea.backend.cpu.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.cpu.CpuKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The width of vectors. */
class LanesTest {
  /** Those of SVE may have up to 2048 bits. */
  @ParameterizedTest
  @CsvSource({"64, 128", "128, 128", "256, 256", "512, 512", "1024, 512", "2048, 512"})
  void followsTheProcessorWithinBounds(int preferred, int chosen) {
    assertEquals(chosen, Lanes.species(preferred, null).vectorBitSize());
  }

  @ParameterizedTest
  @CsvSource({"128", "256", "512"})
  void canBeForced(int bits) {
    assertEquals(bits, Lanes.species(256, Integer.toString(bits)).vectorBitSize());
  }

  @Test
  void aVectorFitsIntoTheSpareMemoryBehindRows() {
    assertTrue(Lanes.species(Integer.MAX_VALUE, null).length() <= CpuKernels.SPARE);
  }

  @Test
  void anythingElseIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> Lanes.species(256, "64"));
    assertEquals(
        "system property fovea.cpu.bits must be 128, 256 or 512, got '64'", e.getMessage());
  }
}
