package io.fovea.cli;

import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Devices;

/**
 * Trains a small network for a moment on the processor and by OpenCL, where that is there. The
 * launcher runs it to learn which classes programs load, and archives them.
 */
final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] arguments) {
    Devices.list().stream()
        .map(DeviceInfo::backend)
        .distinct()
        .filter(backend -> !backend.equals("reference"))
        .forEach(backend -> Main.run("bench", "--device", backend, "--seconds", "0.01", "lenet5"));
  }
}
