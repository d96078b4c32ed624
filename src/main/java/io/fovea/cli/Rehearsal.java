package io.fovea.cli;

import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Devices;
import java.util.Arrays;
import java.util.List;

/**
 * Trains a small network for a moment with each of the named backends that is there. The launcher
 * runs it to learn which classes programs load, and archives them. The status is that of the worst.
 */
final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] backends) {
    List<String> there = Devices.list().stream().map(DeviceInfo::backend).toList();
    int status =
        Arrays.stream(backends)
            .filter(there::contains)
            .mapToInt(b -> Main.run("bench", "--device", b, "--seconds", "0.01", "lenet5"))
            .max()
            .orElse(1);
    System.exit(status);
  }
}
