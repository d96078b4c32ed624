package io.fovea.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What memory this process has taken. */
final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s*(\\d+) kB$");

  private ProcessMemory() {}

  /** What the Java heap has taken of the system so far, used or not. */
  static long heapBytes() {
    return Runtime.getRuntime().totalMemory();
  }

  /**
   * The most physical memory that the process had at once, drivers and all; null where the system
   * does not say: Linux does.
   */
  static @Nullable Long peakBytes() {
    try {
      Matcher peak = PEAK.matcher(Files.readString(STATUS));
      return peak.find() ? Long.parseLong(peak.group(1)) * 1024 : null;
    } catch (IOException e) {
      return null;
    }
  }
}
