package io.fovea.peers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JVM of its own for a {@link Measurement}, with the options that its engine is meant to have.
 */
final class EngineProcess {
  /** Where Linux says whether it grants large pages. */
  private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

  private EngineProcess() {}

  /**
   * Runs a measurement to its end.
   *
   * @throws IllegalStateException with what the process said, if it failed
   */
  static Figures run(Measurement measurement) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    Path home = Path.of(System.getProperty("java.home"));
    command.add(home.resolve("bin").resolve("java").toString());
    // As the launcher `fovea` has it.
    command.addAll(
        List.of(
            "-XX:MaxRAMPercentage=60",
            "-XX:+UseSerialGC",
            "-XX:MaxNewSize=32m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20"));
    if (Files.isReadable(HUGE_PAGES) && !Files.readString(HUGE_PAGES).contains("[never]")) {
      command.add("-XX:+UseTransparentHugePages");
    }
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    boolean isFovea = !Measurement.isPeer(measurement.engine());
    if (isFovea && ModuleFinder.ofSystem().find("jdk.incubator.vector").isPresent()) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    // Where DL4J unpacks its libraries.
    command.add("-Dorg.bytedeco.javacpp.cachedir=" + measurement.folder().resolve("javacpp"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Measurement.class.getName());
    command.addAll(measurement.arguments());

    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    // OpenMP for PyTorch; PoCL, older and newer, for Fovea on OpenCL.
    for (String name :
        List.of("OMP_NUM_THREADS", "POCL_MAX_PTHREAD_COUNT", "POCL_CPU_MAX_CU_COUNT")) {
      environment.put(name, String.valueOf(measurement.threads()));
    }
    // Half a gigabyte of libraries, and nothing asked of or told to anybody.
    environment.put(
        "DJL_CACHE_DIR", measurement.folder().resolve("djl").toAbsolutePath().toString());
    environment.put("DJL_OFFLINE", "true");
    environment.put("OPT_OUT_TRACKING", "true");
    Path signals = home.resolve("lib").resolve("libjsig.so");
    if (isFovea && Files.exists(signals)) {
      environment.merge("LD_PRELOAD", signals.toString(), (before, ours) -> ours + ":" + before);
    }
    Path log = new NetFiles(measurement.folder(), measurement.net()).log(measurement.engine());
    Process process = builder.redirectError(log.toFile()).start();
    try (InputStream out = process.getInputStream()) {
      byte[] printed = out.readAllBytes();
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(
            "%s with %s ended with status %d; %s says:%n%s"
                .formatted(
                    Measurement.title(measurement.engine()),
                    measurement.net(),
                    status,
                    log,
                    Files.readString(log).strip()));
      }
      return Figures.read(new ByteArrayInputStream(printed));
    } finally {
      process.destroy();
    }
  }
}
