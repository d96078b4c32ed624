package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Diagnoses of machines that are made up of a few files. */
class ClDoctorTest {
  private static final String NO_LOADER = "no OpenCL loader library (libOpenCL) is installed";
  private static final String NO_DRIVER = "the OpenCL loader is installed, but no driver is";

  @TempDir Path root;

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<Finding> findings(@Nullable String reason, Map<String, String> environment) {
    return new ClDoctor(root, environment, f -> !f.toString().contains("locked"))
        .examine(new ClPlatforms.Discovery(List.of(), reason))
        .findings();
  }

  private static boolean has(List<Finding> findings, String problem, String remedy) {
    return findings.stream()
        .anyMatch(f -> f.problem().contains(problem) && f.remedy().equals(remedy));
  }

  @Test
  void aMissingLoaderIsInstalledWithTheDistributionsCommand() throws IOException {
    String problem = "no OpenCL loader library";
    file("etc/os-release", "NAME=\"Debian GNU/Linux\"\nID=debian\n");
    assertTrue(has(findings(NO_LOADER, Map.of()), problem, "sudo apt install ocl-icd-libopencl1"));
    file("etc/os-release", "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n");
    assertTrue(has(findings(NO_LOADER, Map.of()), problem, "sudo dnf install ocl-icd"));
    file("etc/os-release", "ID=arch\n");
    assertTrue(has(findings(NO_LOADER, Map.of()), problem, "sudo pacman -S ocl-icd"));
    file("etc/os-release", "ID=unheard-of\n");
    assertTrue(has(findings(NO_LOADER, Map.of()), problem, "install the package ocl-icd"));
  }

  @Test
  void withoutAnyDriverTheProcessorsIsOffered() throws IOException {
    file("etc/os-release", "ID=ubuntu\n");
    assertTrue(
        has(findings(NO_DRIVER, Map.of()), "not even one", "sudo apt install pocl-opencl-icd"));
  }

  @Test
  void anNvidiaDriverThatIsNotRegisteredIsRegistered() throws IOException {
    file("etc/os-release", "ID=debian\n");
    file("sys/class/drm/card0/device/vendor", "0x10de\n");
    assertTrue(
        has(
            findings(NO_DRIVER, Map.of()),
            "an NVIDIA card is there",
            "sudo apt install nvidia-opencl-icd"));
    file("usr/lib/x86_64-linux-gnu/libnvidia-opencl.so.1", "");
    file("etc/ld.so.cache", "ld.so-1.7.0\0\1\2/usr/lib/x86_64-linux-gnu/libother.so.2\0");
    assertTrue(
        has(
            findings(NO_DRIVER, Map.of()),
            "is installed but not registered",
            "echo libnvidia-opencl.so.1 | sudo tee /etc/OpenCL/vendors/nvidia.icd"));
    file("etc/OpenCL/vendors/nvidia.icd", "libnvidia-opencl.so.1\n");
    assertFalse(
        findings(NO_DRIVER, Map.of()).stream().anyMatch(f -> f.problem().contains("NVIDIA")));
  }

  @Test
  void otherCardsHaveTheirDriversNamed() throws IOException {
    file("etc/os-release", "ID=debian\n");
    file("sys/class/drm/card0/device/vendor", "0x8086\n");
    file("sys/class/drm/card1/device/vendor", "0x1002\n");
    List<Finding> findings = findings(NO_DRIVER, Map.of());
    assertTrue(has(findings, "an Intel GPU", "sudo apt install intel-opencl-icd"));
    assertTrue(has(findings, "an AMD card", "sudo apt install rocm-opencl-icd"));
  }

  @Test
  void aRegistrationOfWhatIsNotThereIsFound() throws IOException {
    file("elsewhere/gone.icd", "/opt/gone/libgone.so\n");
    file("elsewhere/there.icd", "libthere.so\n");
    file("elsewhere/notes.txt", "not a registration");
    file("libraries/libthere.so", "");
    var environment =
        Map.of(
            "OCL_ICD_VENDORS",
            root.resolve("elsewhere").toString(),
            "LD_LIBRARY_PATH",
            "/nowhere:" + root.resolve("libraries"));
    List<Finding> findings = findings(NO_DRIVER, environment);
    Path gone = root.resolve("elsewhere/gone.icd");
    assertTrue(
        has(
            findings,
            gone + " names /opt/gone/libgone.so, which is not there",
            "reinstall that driver, or sudo rm " + gone));
    assertFalse(findings.stream().anyMatch(f -> f.problem().contains("libthere")));
    assertTrue(has(findings, NO_DRIVER, "clinfo"));
  }

  @Test
  void aDeviceFileThatMayNotBeOpenedIsFound() throws IOException {
    file("locked/dev/dri/renderD128", "");
    file("locked/dev/nvidia0", "");
    file("locked/dev/nvidia-modeset", "");
    root = root.resolve("locked");
    List<Finding> findings = findings(null, Map.of());
    assertTrue(
        has(findings, "dev/dri/renderD128", "sudo usermod -aG render $USER, and log in again"));
    assertTrue(has(findings, "dev/nvidia0", "sudo usermod -aG video $USER, and log in again"));
    assertFalse(findings.stream().anyMatch(f -> f.problem().contains("modeset")));
  }

  @Test
  void thisMachineIsWell() {
    ClFixture.entry();
    ClDoctor.Diagnosis diagnosis = ClDoctor.examine();
    assertFalse(diagnosis.drivers().isEmpty());
    assertTrue(diagnosis.drivers().stream().allMatch(ClDoctor.Driver::isFound));
    assertEquals(List.of(), diagnosis.discovery().platforms().get(0).refused());
  }
}
