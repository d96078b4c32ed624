package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cores of made-up machines with eight processors, two on each of four cores. */
class CoresTest {
  @TempDir Path folder;

  @BeforeEach
  void fourCores() throws IOException {
    for (int cpu = 0; cpu < 8; cpu++) {
      Path topology = Files.createDirectories(folder.resolve("cpu" + cpu + "/topology"));
      String siblings = cpu % 4 + "," + (cpu % 4 + 4) + "\n";
      Files.writeString(topology.resolve("thread_siblings_list"), siblings);
    }
  }

  private int count(int processors, String status) throws IOException {
    Path file = Files.writeString(folder.resolve("status"), status);
    return Cores.count(processors, file, folder);
  }

  @Test
  void hyperthreadsCountOnce() throws IOException {
    assertEquals(4, count(8, "Name:\tjava\nCpus_allowed:\tff\nCpus_allowed_list:\t0-7\n"));
  }

  @Test
  void onlyThoseAllowedCount() throws IOException {
    assertEquals(2, count(3, "Cpus_allowed_list:\t0,4-5\n"));
    assertEquals(1, count(2, "Cpus_allowed_list:\t3,7\n"));
  }

  @Test
  void processorsThatAreNotThereDoNotCount() throws IOException {
    assertEquals(4, count(8, "Cpus_allowed_list:\t0-127\n"));
    assertEquals(8, count(8, "Cpus_allowed_list:\t64-127\n"));
  }

  @Test
  void aQuotaIsRespected() throws IOException {
    assertEquals(3, count(3, "Cpus_allowed_list:\t0-7\n"));
  }

  @Test
  void everyProcessorCountsWhereNothingIsKnown() throws IOException {
    assertEquals(8, count(8, "Name:\tjava\n"));
    assertEquals(8, count(8, "Cpus_allowed_list:\tall\n"));
    assertEquals(8, Cores.count(8, folder.resolve("none"), folder));
  }

  @Test
  void thisMachineHasSome() {
    int cores = Cores.count();
    assertTrue(cores >= 1 && cores <= Runtime.getRuntime().availableProcessors(), "" + cores);
  }
}
