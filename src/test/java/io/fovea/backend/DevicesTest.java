package io.fovea.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fovea.backend.cpu.Workers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The line that says which device was chosen, and why. */
class DevicesTest {
  private static final DeviceInfo CPU =
      info("cpu", "cpu", "amd64 processor (Vector API, 256 bits)", "Java", "vector", 200);
  private static final DeviceInfo POCL = info("opencl", "opencl:0.0", "EPYC", "PoCL", "cpu", 100);
  private static final DeviceInfo GPU =
      info("opencl", "opencl:1.0", "H200", "CUDA", "portable", 300);
  private static final DeviceInfo SECOND =
      info("opencl", "opencl:1.1", "T4", "CUDA", "portable", 300);

  private static DeviceInfo info(
      String backend, String id, String name, String platform, String family, int rank) {
    return new DeviceInfo(backend, id, name, platform, "17.0", family, 2, 1, rank);
  }

  private static void assertLine(
      String line, DeviceInfo opened, String wanted, List<DeviceInfo> found, String... refusals) {
    assertEquals(line, Devices.describe(opened, "fp32", wanted, found, List.of(refusals)));
  }

  @Test
  void itAlwaysHasAReason() {
    String cpu =
        "device cpu: amd64 processor (Vector API, 256 bits), Java 17.0, vector kernels, fp32, 2 threads; ";
    String gpu = "device opencl:1.0: H200, CUDA 17.0, portable kernels, fp32, 2 compute units; ";
    String pocl = "device opencl:0.0: EPYC, PoCL 17.0, cpu kernels, fp32, 2 compute units; ";
    assertLine(
        cpu + "no OpenCL GPU: opencl:0.0 is this processor", CPU, "auto", List.of(CPU, POCL));
    assertLine(
        cpu + "no OpenCL GPU; opencl: no driver (to mend it: x)",
        CPU,
        "auto",
        List.of(CPU),
        "opencl: no driver (to mend it: x)");
    assertLine(
        cpu + "no OpenCL GPU can be used; opencl:1.0: lost (and 1 more: fovea doctor)",
        CPU,
        "auto",
        List.of(GPU, CPU),
        "opencl:1.0: lost",
        "opencl: no permission");
    assertLine(cpu + "asked for", CPU, "cpu", List.of(CPU));
    assertLine(gpu + "the only GPU", GPU, "auto", List.of(GPU, CPU, POCL));
    assertLine(gpu + "the best GPU of 2", GPU, "auto", List.of(GPU, SECOND, CPU));
    assertLine(gpu + "the best of 2 for 'opencl'", GPU, "opencl", List.of(GPU, POCL));
    assertLine(pocl + "asked for", POCL, "opencl:0.0", List.of(GPU, POCL), "opencl: whatever");
    assertLine(
        pocl + "asked for; opencl: no permission",
        POCL,
        "opencl",
        List.of(POCL),
        "opencl: no permission");
  }

  /** What it turned out to be, not what was listed. */
  @Test
  void itTellsOfTheOpenDevice() {
    Logger logger = (Logger) LoggerFactory.getLogger(Devices.class);
    ListAppender<ILoggingEvent> seen = new ListAppender<>();
    seen.start();
    logger.addAppender(seen);
    Level level = logger.getLevel();
    logger.setLevel(Level.INFO);
    System.setProperty(Workers.THREADS, "3");
    try (Device device = Devices.open("cpu:scalar")) {
      String line = seen.list.get(0).getFormattedMessage();
      assertEquals(3, device.info().computeUnits());
      assertTrue(
          line.endsWith(
              "(plain Java), Java %s, scalar kernels, fp32, 3 threads; asked for"
                  .formatted(System.getProperty("java.version"))),
          line);
    } finally {
      System.clearProperty(Workers.THREADS);
      logger.setLevel(level);
      logger.detachAppender(seen);
    }
  }
}
