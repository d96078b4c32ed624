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
    return open(System.getProperty(PROPERTY, "auto"));
  }

  /**
   * Opens a device by name.
   *
   * @param selector {@code auto}, a backend's name (its best device), or a device's id
   * @throws DeviceException if nothing matches, listing what there is
   */
  public static Device open(String selector) {
    String wanted = selector.toLowerCase(Locale.ROOT);
    List<String> refusals = new ArrayList<>();
    // Looking for devices takes time: where the backend is named, the others are not asked.
    List<Backend> asked = backends().stream().filter(b -> mayHave(b, wanted)).toList();
    for (Backend backend : asked) {
      backend.problems().forEach(problem -> refusals.add(backend.name() + ": " + problem));
    }
    for (DeviceInfo info : list(asked)) {
      boolean matches =
          wanted.equals("auto") || wanted.equals(info.backend()) || wanted.equals(info.id());
      if (!matches) {
        continue;
      }
      try {
        Device device = backend(info.backend()).open(info);
        log.info("{}", describe(info, refusals));
        return device;
      } catch (DeviceException e) {
        if (!wanted.equals("auto")) {
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
    return wanted.equals("auto")
        || wanted.equals(backend.name())
        || wanted.startsWith(backend.name() + ":");
  }

  private static Backend backend(String name) {
    return backends().stream().filter(b -> b.name().equals(name)).findFirst().orElseThrow();
  }

  private static String describe(DeviceInfo info, List<String> refusals) {
    String line =
        String.format(
            Locale.ROOT,
            "device %s: %s (%s, %s, %s kernels, %d compute units)",
            info.id(),
            info.name(),
            info.platform(),
            info.driver(),
            info.family(),
            info.computeUnits());
    return refusals.isEmpty() ? line : line + "; " + String.join("; ", refusals);
  }
}
