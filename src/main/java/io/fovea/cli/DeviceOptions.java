package io.fovea.cli;

import io.fovea.backend.Device;
import io.fovea.backend.DeviceException;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Devices;
import io.fovea.backend.Precision;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which device to use, and how much of it. */
final class DeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description =
          "auto, cpu, reference, opencl, or one that 'fovea devices' lists, as in opencl:0.0"
              + " (default: ${DEFAULT-VALUE}).")
  private String device = "auto";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads of the cpu backend (default: one per core; hyperthreads do not count).")
  private @Nullable Integer threads;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description =
          "fp32, tf32 or bf16: how the factors of products and convolutions may be rounded, on"
              + " devices with matrix units (default: ${DEFAULT-VALUE}).",
      defaultValue = "fp32")
  private String precision = "fp32";

  /** Opens the device; a log line says which, and why. */
  Device open() {
    if (threads != null) {
      MisuseException.requireAtLeast(1, "--threads", threads);
      System.setProperty("fovea.threads", threads.toString());
    }
    return open(device, precision());
  }

  /** What products are computed with on the device that was opened, in words. */
  String precision(Device opened) {
    return precision().of(opened);
  }

  private Precision precision() {
    Precision named = Precision.named(precision);
    if (named == null) {
      throw new MisuseException(
          "--precision must be fp32, tf32 or bf16, got '%s'".formatted(precision));
    }
    return named;
  }

  /**
   * Opens a device by what a person typed for it.
   *
   * @throws MisuseException if there is none of that name
   */
  static Device open(String device) {
    return open(device, Precision.FP32);
  }

  private static Device open(String device, Precision precision) {
    try {
      return device.equals("auto") ? Devices.best(precision) : Devices.open(device, precision);
    } catch (DeviceException e) {
      if (isKnown(device)) {
        throw e;
      }
      throw new MisuseException("--device: " + e.getMessage(), e);
    }
  }

  /** Whether it names a backend or a device that there is. */
  private static boolean isKnown(String device) {
    String wanted = device.toLowerCase(Locale.ROOT);
    return wanted.equals("auto")
        || Devices.backends().stream().anyMatch(backend -> backend.name().equals(wanted))
        || Devices.list().stream().anyMatch(info -> info.id().equals(wanted));
  }

  /** What reports say of a device. */
  static Map<String, Object> report(DeviceInfo info) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("id", info.id());
    report.put("backend", info.backend());
    report.put("name", info.name());
    report.put("platform", info.platform());
    report.put("driver", info.driver());
    report.put("family", info.family());
    report.put("computeUnits", info.computeUnits());
    report.put("memoryBytes", info.memoryBytes());
    return report;
  }
}
