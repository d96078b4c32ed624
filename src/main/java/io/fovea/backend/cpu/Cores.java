package io.fovea.backend.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many cores there are for this process. Hyperthreads of a core share its arithmetic units, so
 * that a second thread on it gains nothing here. Linux tells which ones are of one core; elsewhere
 * every processor counts as a core.
 */
final class Cores {
  private static final String ALLOWED = "Cpus_allowed_list:";

  /** More in a list are no machine's: the file is something else. */
  private static final int MOST = 1 << 16;

  private Cores() {}

  /** As far as this process may use them: by its affinity mask, and by a container's quota. */
  static int count() {
    int processors = Runtime.getRuntime().availableProcessors();
    return count(processors, Path.of("/proc/self/status"), Path.of("/sys/devices/system/cpu"));
  }

  /**
   * The same.
   *
   * @param processors how many may be used, hyperthreads included
   * @param status lists the numbers of processors allowed, of which some may not be there
   * @param cpus folder with what is known of each
   */
  static int count(int processors, Path status, Path cpus) {
    try {
      Set<String> cores = new HashSet<>();
      for (int cpu : allowed(status)) {
        Path siblings = cpus.resolve("cpu" + cpu).resolve("topology/thread_siblings_list");
        if (Files.exists(siblings)) {
          cores.add(Files.readString(siblings).trim());
        }
      }
      return cores.isEmpty() ? processors : Math.min(processors, cores.size());
    } catch (IOException | NumberFormatException e) {
      return processors;
    }
  }

  /** Numbers of processors, as in {@code 0-3,8}. */
  private static List<Integer> allowed(Path status) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    String list = line(status);
    if (list != null) {
      for (String part : list.split(",")) {
        String[] ends = part.trim().split("-", 2);
        int last = Integer.parseInt(ends[ends.length - 1]);
        for (int cpu = Integer.parseInt(ends[0]); cpu <= last && cpu < MOST; cpu++) {
          numbers.add(cpu);
        }
      }
    }
    return numbers;
  }

  private static @Nullable String line(Path status) throws IOException {
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(ALLOWED)) {
        return line.substring(ALLOWED.length()).trim();
      }
    }
    return null;
  }
}
