package io.fovea.backend.opencl;

import io.fovea.backend.Backend;
import io.fovea.backend.Device;
import io.fovea.backend.DeviceException;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Finding;
import io.fovea.backend.Precision;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Runs graphs on OpenCL devices. */
public final class ClBackend implements Backend {
  private static final String NAME = "opencl";

  @Override
  public String name() {
    return NAME;
  }

  /** GPUs first; among equals the one with more compute units times clock. */
  @Override
  public List<DeviceInfo> devices() {
    return ClPlatforms.discover().devices().stream()
        .sorted(
            Comparator.comparingInt((ClDeviceInfo info) -> -rank(info.type()))
                .thenComparing(
                    info -> -(double) info.computeUnits() * Math.max(1, info.clockMegahertz())))
        .map(info -> describe(info, FamilyProbe.expected(info)))
        .toList();
  }

  /** What {@link ClDoctor} finds, each with what mends it. */
  @Override
  public List<String> problems() {
    return diagnose().stream()
        .map(finding -> finding.problem() + " (to mend it: " + finding.remedy() + ")")
        .toList();
  }

  @Override
  public List<Finding> diagnose() {
    return ClDoctor.examine().findings();
  }

  @Override
  public Device open(DeviceInfo info) {
    return open(info, Precision.FP32);
  }

  @Override
  public Device open(DeviceInfo info, Precision precision) {
    for (ClPlatforms.Platform platform : ClPlatforms.discover().platforms()) {
      for (ClPlatforms.Entry entry : platform.devices()) {
        if (id(entry.info()).equals(info.id())) {
          return ClDevice.open(entry, precision);
        }
      }
    }
    throw new DeviceException("OpenCL device " + info.id() + " is no longer there");
  }

  static DeviceInfo describe(ClDeviceInfo info, KernelFamily family) {
    return new DeviceInfo(
        NAME,
        id(info),
        info.name(),
        info.platform(),
        info.driver(),
        family.name().toLowerCase(Locale.ROOT),
        info.computeUnits(),
        info.globalBytes(),
        rank(info.type()));
  }

  private static String id(ClDeviceInfo info) {
    return NAME + ":" + info.id();
  }

  /** A GPU comes before the Java CPU backend (200), a CPU device after it. */
  private static int rank(ClDeviceInfo.Type type) {
    return switch (type) {
      case GPU -> 300;
      case ACCELERATOR -> 250;
      case CPU -> 100;
      case OTHER -> 50;
    };
  }
}
