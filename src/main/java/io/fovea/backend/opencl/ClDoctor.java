package io.fovea.backend.opencl;

import io.fovea.backend.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds out why there is no OpenCL device, or not the one that a person expects, and what mends it.
 * Where it looks is how loaders look: the loader library, the {@code .icd} files that name drivers,
 * the drivers that they name, and the device files that drivers open.
 */
final class ClDoctor {
  private static final String NVIDIA_LIBRARY = "libnvidia-opencl.so.1";

  private final Path root;
  private final Map<String, String> environment;
  private final Predicate<Path> isAccessible;
  private final Distribution distribution;
  private final SharedLibraries libraries;

  /**
   * What was found.
   *
   * @param discovery platforms and devices, and why there is none
   * @param drivers what each {@code .icd} file names
   * @param findings what is wrong, the most important first; empty when all is well
   */
  record Diagnosis(ClPlatforms.Discovery discovery, List<Driver> drivers, List<Finding> findings) {}

  /**
   * A registered driver.
   *
   * @param icd the file that registers it
   * @param library the library that the file names
   * @param isFound whether that library lies where loaders look
   */
  record Driver(Path icd, String library, boolean isFound) {}

  /** The commands that install packages, and the packages' names, by family of distributions. */
  private enum Distribution {
    DEBIAN("sudo apt install ", "ocl-icd-libopencl1", "pocl-opencl-icd", "intel-opencl-icd"),
    FEDORA("sudo dnf install ", "ocl-icd", "pocl", "intel-opencl"),
    ARCH("sudo pacman -S ", "ocl-icd", "pocl", "intel-compute-runtime"),
    OTHER("install the package ", "ocl-icd", "pocl", "intel-compute-runtime");

    private final String command;
    private final String loader;
    private final String processor;
    private final String intel;

    Distribution(String command, String loader, String processor, String intel) {
      this.command = command;
      this.loader = loader;
      this.processor = processor;
      this.intel = intel;
    }

    String nvidia() {
      return this == DEBIAN
          ? "nvidia-opencl-icd"
          : this == ARCH ? "opencl-nvidia" : "nvidia-driver";
    }

    String amd() {
      return this == ARCH ? "rocm-opencl-runtime" : "rocm-opencl-icd";
    }

    static Distribution of(String osRelease) {
      for (String line : osRelease.lines().toList()) {
        if (line.startsWith("ID=") || line.startsWith("ID_LIKE=")) {
          String ids = line.substring(line.indexOf('=') + 1).replace("\"", "");
          if (ids.contains("debian") || ids.contains("ubuntu")) {
            return DEBIAN;
          }
          if (ids.contains("fedora") || ids.contains("rhel") || ids.contains("centos")) {
            return FEDORA;
          }
          if (ids.contains("arch")) {
            return ARCH;
          }
        }
      }
      return OTHER;
    }
  }

  /**
   * @param root where the file system begins
   * @param isAccessible whether this user may read and write a device file
   */
  ClDoctor(Path root, Map<String, String> environment, Predicate<Path> isAccessible) {
    this.root = root;
    this.environment = environment;
    this.isAccessible = isAccessible;
    this.libraries = new SharedLibraries(root, environment);
    this.distribution = Distribution.of(text(root.resolve("etc/os-release")));
  }

  /** Examines this machine. */
  static Diagnosis examine() {
    var discovery = ClPlatforms.discover();
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (!os.contains("linux")) {
      List<Finding> findings = new ArrayList<>();
      if (discovery.reason() != null) {
        findings.add(
            new Finding(discovery.reason(), "install the driver of the graphics card's vendor"));
      }
      return new Diagnosis(discovery, List.of(), findings);
    }
    return new ClDoctor(
            Path.of("/"), System.getenv(), f -> Files.isReadable(f) && Files.isWritable(f))
        .examine(discovery);
  }

  Diagnosis examine(ClPlatforms.Discovery discovery) {
    List<Finding> findings = new ArrayList<>();
    List<Driver> drivers = drivers();
    String reason = discovery.reason();
    if (reason != null && reason.contains("POCL_CACHE_DIR")) {
      findings.add(new Finding(reason, "unset POCL_CACHE_DIR"));
    } else if (reason != null && reason.contains("loader library")) {
      findings.add(new Finding(reason, distribution.command + distribution.loader));
    } else if (reason != null && !drivers.isEmpty()) {
      findings.add(new Finding(reason, "clinfo"));
    }
    for (Driver driver : drivers) {
      if (!driver.isFound()) {
        findings.add(
            new Finding(
                driver.icd() + " names " + driver.library() + ", which is not there",
                "reinstall that driver, or sudo rm " + driver.icd()));
      }
    }
    if (!hasGpu(discovery)) {
      addGpuFindings(findings, drivers);
    }
    if (discovery.devices().isEmpty() && drivers.isEmpty()) {
      findings.add(
          new Finding(
              "no driver is registered in " + vendors() + ", not even one for the processor",
              distribution.command + distribution.processor));
    }
    for (ClPlatforms.Platform platform : discovery.platforms()) {
      for (String refusal : platform.refused()) {
        findings.add(new Finding(platform.name() + ": " + refusal, "update that driver"));
      }
    }
    return new Diagnosis(discovery, drivers, List.copyOf(findings));
  }

  private static boolean hasGpu(ClPlatforms.Discovery discovery) {
    return discovery.devices().stream().anyMatch(info -> info.type() == ClDeviceInfo.Type.GPU);
  }

  /** There is no GPU in OpenCL: is there one in the machine? */
  private void addGpuFindings(List<Finding> findings, List<Driver> drivers) {
    List<String> cards = cardVendors();
    boolean nvidia = cards.contains("0x10de") || Files.exists(root.resolve("proc/driver/nvidia"));
    if (nvidia && drivers.stream().noneMatch(d -> d.library().contains("nvidia"))) {
      findings.add(
          libraries.contain(NVIDIA_LIBRARY)
              ? new Finding(
                  NVIDIA_LIBRARY + " is installed but not registered",
                  "echo " + NVIDIA_LIBRARY + " | sudo tee /etc/OpenCL/vendors/nvidia.icd")
              : new Finding(
                  "an NVIDIA card is there, its OpenCL driver is not",
                  distribution.command + distribution.nvidia()));
    }
    if (cards.contains("0x1002") && noDriverOf(drivers, "amd", "mesa", "rusticl")) {
      findings.add(
          new Finding(
              "an AMD card is there, its OpenCL driver is not",
              distribution.command + distribution.amd()));
    }
    if (cards.contains("0x8086") && noDriverOf(drivers, "igdrcl", "intel", "rusticl")) {
      findings.add(
          new Finding(
              "an Intel GPU is there, its OpenCL driver is not",
              distribution.command + distribution.intel));
    }
    for (Path device : deviceFiles()) {
      if (!isAccessible.test(device)) {
        boolean rendering = device.toString().contains("dri");
        findings.add(
            new Finding(
                "this user may not open " + device,
                "sudo usermod -aG "
                    + (rendering ? "render" : "video")
                    + " $USER, and log in again"));
      }
    }
  }

  private static boolean noDriverOf(List<Driver> drivers, String... names) {
    return Stream.of(names)
        .noneMatch(name -> drivers.stream().anyMatch(d -> d.library().contains(name)));
  }

  private Path vendors() {
    String elsewhere = environment.get("OCL_ICD_VENDORS");
    return elsewhere == null || elsewhere.isBlank()
        ? root.resolve("etc/OpenCL/vendors")
        : Path.of(elsewhere);
  }

  private List<Driver> drivers() {
    List<Driver> drivers = new ArrayList<>();
    Path vendors = vendors();
    List<Path> files = Files.isRegularFile(vendors) ? List.of(vendors) : list(vendors, ".*\\.icd");
    for (Path icd : files) {
      String library = text(icd).lines().findFirst().orElse("").strip();
      drivers.add(new Driver(icd, library, !library.isEmpty() && libraries.contain(library)));
    }
    return List.copyOf(drivers);
  }

  /** PCI vendors of the graphics cards, as in {@code 0x10de}. */
  private List<String> cardVendors() {
    return list(root.resolve("sys/class/drm"), "card\\d+").stream()
        .map(card -> text(card.resolve("device/vendor")).strip())
        .filter(vendor -> !vendor.isEmpty())
        .distinct()
        .toList();
  }

  private List<Path> deviceFiles() {
    List<Path> files = new ArrayList<>(list(root.resolve("dev/dri"), "renderD\\d+"));
    files.addAll(list(root.resolve("dev"), "nvidia(\\d+|ctl)"));
    return files;
  }

  private static List<Path> list(Path folder, String pattern) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().matches(pattern)).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
