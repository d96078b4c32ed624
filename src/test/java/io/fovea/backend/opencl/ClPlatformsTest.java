package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Discovery, with and without drivers, in this process and in others with another environment. */
class ClPlatformsTest {
  @Test
  void everyDeviceTellsUsableLimits() {
    ClFixture.entry();
    for (ClDeviceInfo info : ClPlatforms.discover().devices()) {
      assertTrue(info.id().matches("\\d+\\.\\d+"), info.id());
      assertTrue(!info.name().isEmpty() && !info.driver().isEmpty(), info.toString());
      assertTrue(info.computeUnits() > 0, info.toString());
      assertTrue(info.maxAllocationBytes() > 0, info.toString());
      assertTrue(info.globalBytes() >= info.maxAllocationBytes(), info.toString());
      assertTrue(info.localBytes() >= 16 << 10, info.toString());
      assertTrue(info.maxWorkGroup() >= 1 && info.maxWorkItems().size() == 3, info.toString());
      assertTrue(info.floatWidth() >= 1 && info.floatWidth() <= 16, info.toString());
      assertTrue(info.vectorRegisters() == 16 || info.vectorRegisters() == 32, info.toString());
    }
  }

  @Test
  void noDriverIsAnAnswer(@TempDir Path empty) throws Exception {
    ClFixture.entry();
    String answer = discoverElsewhere(Map.of("OCL_ICD_VENDORS", empty.toString()), List.of());
    assertTrue(answer.contains("no driver"), answer);
  }

  @Test
  void aBrokenDriverIsAnAnswer(@TempDir Path vendors) throws Exception {
    ClFixture.entry();
    Files.writeString(vendors.resolve("broken.icd"), "libnothing-of-the-kind.so\n");
    String answer = discoverElsewhere(Map.of("OCL_ICD_VENDORS", vendors.toString()), List.of());
    assertTrue(answer.contains("no driver"), answer);
  }

  @Test
  void anEmptyPoclCacheFolderIsRefusedBeforePoclAborts() throws Exception {
    ClFixture.entry();
    String answer = discoverElsewhere(Map.of("POCL_CACHE_DIR", ""), List.of());
    assertTrue(answer.contains("unset it"), answer);
  }

  @Test
  void theNativeLibraryIsLoadedFromTheUsersOwnFolder(@TempDir Path cache) throws Exception {
    ClFixture.entry();
    Path shared = Files.createDirectory(cache.resolve("shared-temporary"));
    var options =
        List.of("-Dfovea.cache.dir=" + cache.resolve("fovea"), "-Djava.io.tmpdir=" + shared);
    assertEquals("usable", discoverElsewhere(Map.of(), options));
    assertEquals(List.of(), files(shared));
    List<Path> unpacked = files(cache.resolve("fovea/native"));
    assertEquals(1, unpacked.size());
    assertTrue(unpacked.get(0).toString().contains(JoclLibrary.BASE_NAME), unpacked.toString());

    Files.writeString(unpacked.get(0), "half a library");
    assertEquals("usable", discoverElsewhere(Map.of(), options));
    assertTrue(Files.size(unpacked.get(0)) > 100_000, "the damaged copy was replaced");
  }

  @Test
  void withoutACacheFolderNothingIsLeftBehind(@TempDir Path shared) throws Exception {
    ClFixture.entry();
    var options = List.of("-Dfovea.cache.dir=off", "-Djava.io.tmpdir=" + shared);
    assertEquals("usable", discoverElsewhere(Map.of(), options));
    assertEquals(List.of(), files(shared));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(f -> !f.getFileName().toString().startsWith("hsperf")).toList();
    }
  }

  /** What {@link Discover} prints in a JVM with another environment. */
  private static String discoverElsewhere(Map<String, String> environment, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        Arrays.asList("-cp", System.getProperty("java.class.path"), Discover.class.getName()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
    return output.lines().filter(l -> l.startsWith("> ")).findFirst().orElse(output).substring(2);
  }

  /** Prints why there is no OpenCL here, or that there is. */
  static final class Discover {
    public static void main(String[] arguments) {
      String reason = ClPlatforms.discover().reason();
      System.out.println("> " + (reason == null ? "usable" : reason));
    }
  }
}
