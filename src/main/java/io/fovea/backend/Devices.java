package io.fovea.backend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds and opens devices: the choice ladder. */
public final class Devices {
  private static final Logger log = LoggerFactory.getLogger(Devices.class);

  /** System property that stands in for {@code auto}. */
  public static final String PROPERTY = "fovea.device";

  private static final String AUTO = "auto";

  /** Ranks of {@link DeviceInfo}: of a GPU, at least, and of a processor as an OpenCL device. */
  private static final int GPU = 300;

  private static final int OPENCL_PROCESSOR = 100;

  private Devices() {}

  /** All backends on the class path. */
  public static List<Backend> backends() {
    List<Backend> backends = new ArrayList<>();
    ServiceLoader.load(Backend.class, Devices.class.getClassLoader()).forEach(backends::add);
    return backends;
  }

  /** All devices of all backends, best first. */
  public static List<DeviceInfo> list() {
    return list(backends());
  }

  private static List<DeviceInfo> list(List<Backend> backends) {
    return backends.stream()
        .flatMap(backend -> backend.devices().stream())
        .sorted(Comparator.comparingInt(DeviceInfo::rank).reversed())
        .toList();
  }

  /**
   * Opens the best device: an OpenCL GPU, else the Java CPU backend. One log line says which, and
   * why better ones were refused. The system property {@value #PROPERTY} overrides the choice.
   */
  public static Device best() {
    return best(Precision.FP32);
  }

  /** The same, with a choice of precision. */
  public static Device best(Precision precision) {
    return open(System.getProperty(PROPERTY, AUTO), precision);
  }

  /**
   * Opens a device by name.
   *
   * @param selector {@code auto}, a backend's name (its best device), or a device's id
   * @throws DeviceException if nothing matches, listing what there is
   */
  public static Device open(String selector) {
    return open(selector, Precision.FP32);
  }

  /**
   * Opens a device by name, which may round the factors of products; its {@link Device#precision}
   * is what it makes of that.
   *
   * @param selector {@code auto}, a backend's name (its best device), or a device's id
   * @throws DeviceException if nothing matches, listing what there is
   */
  public static Device open(String selector, Precision precision) {
    String wanted = selector.toLowerCase(Locale.ROOT);
    List<String> refusals = new ArrayList<>();
    // Looking for devices takes time: where the backend is named, the others are not asked.
    List<Backend> asked = backends().stream().filter(b -> mayHave(b, wanted)).toList();
    for (Backend backend : asked) {
      backend.problems().forEach(problem -> refusals.add(backend.name() + ": " + problem));
    }
    List<DeviceInfo> found = list(asked);
    for (DeviceInfo info : found) {
      boolean matches =
          wanted.equals(AUTO) || wanted.equals(info.backend()) || wanted.equals(info.id());
      if (!matches) {
        continue;
      }
      try {
        Device device = backend(info.backend()).open(info, precision);
        log.info("{}", describe(device.info(), precision.of(device), wanted, found, refusals));
        return device;
      } catch (DeviceException e) {
        if (!wanted.equals(AUTO)) {
          throw e;
        }
        refusals.add(info.id() + ": " + e.getMessage());
      }
    }
    throw new DeviceException(
        "no device '"
            + selector
            + "'; there are "
            + list().stream().map(DeviceInfo::id).toList()
            + (refusals.isEmpty() ? "" : "; " + String.join("; ", refusals)));
  }

  /** Opens the reference as something to compare with: no log line says that it was chosen. */
  public static Device reference() {
    Backend backend = backend("reference");
    return backend.open(backend.devices().get(0));
  }

  private static boolean mayHave(Backend backend, String wanted) {
    return wanted.equals(AUTO)
        || wanted.equals(backend.name())
        || wanted.startsWith(backend.name() + ":");
  }

  private static Backend backend(String name) {
    return backends().stream().filter(b -> b.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * One line: which device, what computes on it, and why this one.
   *
   * @param opened what it turned out to be
   * @param precision of its products, in words
   * @param wanted what was asked for, in lower case
   * @param found all devices that were looked at, best first
   * @param refusals why better ones are missing, or cannot be used
   */
  static String describe(
      DeviceInfo opened,
      String precision,
      String wanted,
      List<DeviceInfo> found,
      List<String> refusals) {
    boolean isJava = opened.platform().equals("Java");
    String unit = isJava ? "thread" : "compute unit";
    String line =
        String.format(
            Locale.ROOT,
            "device %s: %s, %s %s, %s kernels, %s, %d %s%s; %s",
            opened.id(),
            opened.name(),
            opened.platform(),
            opened.driver(),
            opened.family(),
            precision,
            opened.computeUnits(),
            unit,
            opened.computeUnits() == 1 ? "" : "s",
            reason(opened, wanted, found));
    // Whoever names one device knows what he wants.
    if (refusals.isEmpty() || wanted.contains(":")) {
      return line;
    }
    String more =
        refusals.size() == 1 ? "" : " (and %d more: fovea doctor)".formatted(refusals.size() - 1);
    return line + "; " + refusals.get(0) + more;
  }

  private static String reason(DeviceInfo opened, String wanted, List<DeviceInfo> found) {
    if (!wanted.equals(AUTO)) {
      long others = found.stream().filter(info -> info.backend().equals(wanted)).count();
      return others > 1 ? "the best of %d for '%s'".formatted(others, wanted) : "asked for";
    }
    long gpus = found.stream().filter(info -> info.rank() >= GPU).count();
    if (opened.rank() >= GPU) {
      return gpus == 1 ? "the only GPU" : "the best GPU of " + gpus;
    }
    if (gpus > 0) {
      return "no OpenCL GPU can be used";
    }
    List<String> processors =
        found.stream()
            .filter(info -> info.rank() == OPENCL_PROCESSOR)
            .map(info -> info.id() + " is this processor")
            .toList();
    return processors.isEmpty()
        ? "no OpenCL GPU"
        : "no OpenCL GPU: " + String.join(", ", processors);
  }
}
