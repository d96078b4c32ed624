package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.DeviceInfo;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The Vector API's presence decides which devices there are, and its absence is explained. The
 * build runs this twice: with the module, and without it ({@code -Dvector.absent=true}).
 */
@Tag("scalar")
class VectorApiPresenceTest {
  private final boolean isAbsent = Boolean.getBoolean("vector.absent");

  @Test
  void theBuildTestsBoth() {
    var module = ModuleLayer.boot().findModule("jdk.incubator.vector");
    assertEquals(isAbsent, module.isEmpty());
  }

  @Test
  void decidesWhichDevicesThereAre() {
    List<String> families = new CpuBackend().devices().stream().map(DeviceInfo::family).toList();
    assertEquals(isAbsent ? List.of("scalar") : List.of("vector", "scalar"), families);
  }

  @Test
  void absenceNamesTheFlagThatMendsIt() {
    String refusal = KernelChoice.refusal();
    if (isAbsent) {
      assertNotNull(refusal);
      assertTrue(refusal.contains("--add-modules jdk.incubator.vector"), refusal);
    } else {
      assertNull(refusal);
    }
  }
}
