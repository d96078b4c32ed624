package io.fovea.cli;

import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Devices;
import java.util.Arrays;
import java.util.List;

/**
 * Trains a small network for a moment with each of the named backends that is there. The launcher
 * runs it to learn which classes programs load, and archives them.
 */
final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] backends) {
    System.exit(run(backends));
  }

  /** The worst status, 1 if none of the backends is there. */
  static int run(String... backends) {
    List<String> there = Devices.list().stream().map(DeviceInfo::backend).toList();
    return Arrays.stream(backends)
        .filter(there::contains)
        .mapToInt(b -> Main.run("bench", "--device", b, "--seconds", "0.01", "lenet5"))
        .max()
        .orElse(1);
  }
}
