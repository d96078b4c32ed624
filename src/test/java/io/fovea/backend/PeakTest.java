package io.fovea.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.Target;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What devices can do at most: believable numbers, and what they are of. */
class PeakTest {
  @Test
  void everyDeviceThatComputesInFloatHasOne() {
    try (BackendsUnderTest backends = new BackendsUnderTest()) {
      for (Target target : backends.targets()) {
        boolean isReference = target.name().equals("reference");
        Optional<Peak> measured = target.device().measurePeak();
        assertEquals(!isReference, measured.isPresent(), target.name());
        if (!isReference) {
          Peak peak = measured.orElseThrow();
          // A slow core under load, to more than any processor or GPU has.
          assertTrue(peak.flopsPerSecond() > 1e8 && peak.flopsPerSecond() < 1e15, peak.toString());
          assertTrue(peak.bytesPerSecond() > 1e8 && peak.bytesPerSecond() < 1e14, peak.toString());
          assertFalse(peak.flopsMeasured().isEmpty() || peak.bytesMeasured().isEmpty());
        }
      }
    }
  }

  @Test
  void aShareIsThatOfWhatTakesLonger() {
    Peak peak = new Peak(100, 10, "", "");
    assertEquals(0.5, peak.share(100, 1, 2));
    assertEquals(0.25, peak.share(10, 5, 2));
  }

  @Test
  void theLimitIsThePeakOrWhatTheBytesAllow() {
    Peak peak = new Peak(100, 10, "", "");
    assertEquals(100, peak.limit(1000, 1));
    assertEquals(20, peak.limit(2, 1));
    assertEquals(0, peak.limit(0, 1));
  }
}
