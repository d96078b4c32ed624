package io.fovea.testkit;

import io.fovea.backend.Device;
import io.fovea.backend.DeviceException;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Devices;
import io.fovea.backend.Precision;
import io.fovea.backend.cpu.VectorWidths;
import io.fovea.backend.opencl.KernelFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Every backend, opened in every way that changes its code: the reference, the CPU backend with and
 * without the Vector API, and the best OpenCL device with each kernel family. The property {@code
 * fovea.backend} selects some, and may name {@code cpu-vector-128} and other widths of vectors, and
 * families with matrix units: {@code opencl-nvidia_emulated-tf32}, or {@code -bf16}.
 */
public final class BackendsUnderTest implements AutoCloseable {
  /** Names those to test, separated by commas. */
  public static final String PROPERTY = "fovea.backend";

  private static final String KERNELS_PROPERTY = "fovea.cpu.kernels";
  private static final String FAMILY_PROPERTY = "fovea.opencl.family";

  private final List<Target> targets = new ArrayList<>();
  private final Map<String, String> missing = new LinkedHashMap<>();

  private final List<String> wanted;

  /** Those that the property names, or all that are usual. */
  public BackendsUnderTest() {
    this(
        System.getProperty(PROPERTY, "").isEmpty()
            ? List.of()
            : List.of(System.getProperty(PROPERTY).split(",")));
  }

  /** Those of some names; without any, all that are usual. */
  public BackendsUnderTest(List<String> wanted) {
    this.wanted = wanted;
    try {
      open("reference", () -> Devices.open("reference"));
      for (DeviceInfo info : devices("cpu")) {
        open("cpu-" + info.family(), () -> openCpu(info));
      }
      for (int bits : VectorWidths.wanted()) {
        open("cpu-vector-" + bits, () -> VectorWidths.open(bits));
      }
      List<DeviceInfo> opencl = devices("opencl");
      for (KernelFamily family : List.of(KernelFamily.PORTABLE, KernelFamily.CPU)) {
        openFamily(family, Precision.FP32, opencl);
      }
      if (!wanted.isEmpty()) {
        for (Precision precision : Precision.values()) {
          openFamily(KernelFamily.NVIDIA, precision, opencl);
          openFamily(KernelFamily.NVIDIA_EMULATED, precision, opencl);
        }
      }
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  private void openFamily(KernelFamily family, Precision precision, List<DeviceInfo> opencl) {
    String name = "opencl-" + family.name().toLowerCase(Locale.ROOT);
    if (precision != Precision.FP32) {
      name += "-" + precision;
    }
    if (opencl.isEmpty()) {
      lack(name, "there is no OpenCL device");
    } else {
      open(name, () -> openWith(FAMILY_PROPERTY, family.name(), opencl.get(0), precision));
    }
  }

  private static List<DeviceInfo> devices(String backend) {
    return Devices.list().stream().filter(info -> info.backend().equals(backend)).toList();
  }

  /** With vectors from the first step on, where the best device would begin with plain loops. */
  private static Device openCpu(DeviceInfo info) {
    return info.family().equals("vector")
        ? openWith(KERNELS_PROPERTY, info.family(), info, Precision.FP32)
        : Devices.open(info.id());
  }

  private static Device openWith(
      String property, String value, DeviceInfo info, Precision precision) {
    String before = System.getProperty(property, "");
    System.setProperty(property, value);
    try {
      return Devices.open(info.id(), precision);
    } finally {
      if (before.isEmpty()) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }

  private void open(String name, Supplier<Device> open) {
    if (!wanted.isEmpty() && !wanted.contains(name)) {
      return;
    }
    try {
      targets.add(new Target(name, open.get(), open));
    } catch (DeviceException e) {
      lack(name, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Notes what is missing, or fails where it is required, as those in Java always are: no test runs
   * on fewer in silence.
   */
  private void lack(String name, String reason) {
    missing.put(name, reason);
    String backend = name.replaceFirst("-.*", "");
    if (!backend.equals("opencl")) {
      throw new AssertionError(name + ": " + reason);
    }
    if (Requirements.isRequired(backend)) {
      Requirements.missing(backend, name + ": " + reason);
    }
  }

  /** Those that could be opened. */
  public List<Target> targets() {
    return List.copyOf(targets);
  }

  /** Why the others could not, by name. */
  public Map<String, String> missing() {
    return missing;
  }

  /** The one with the given name; without it the test is skipped, or fails where it is required. */
  public Target target(String name) {
    for (Target target : targets) {
      if (target.name().equals(name)) {
        return target;
      }
    }
    Requirements.missing(
        name.replaceFirst("-.*", ""), missing.getOrDefault(name, "there is no such device"));
    throw new IllegalStateException("unreachable");
  }

  @Override
  public void close() {
    targets.forEach(Target::close);
  }
}
