package io.fovea.packaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the jar holds: our classes, every kernel as it is in {@code kernels/}, and no more. */
class JarIT {
  private static final Path JAR = Path.of(System.getProperty("fovea.jar"));

  @Test
  void holdsEveryKernelUnchanged() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile());
        Stream<Path> files = Files.list(Path.of("kernels"))) {
      List<Path> kernels = files.filter(file -> file.toString().endsWith(".cl")).toList();
      for (Path kernel : kernels) {
        var entry = jar.getEntry("kernels/" + kernel.getFileName());
        assertTrue(entry != null, () -> "lacks " + kernel);
        assertArrayEquals(Files.readAllBytes(kernel), jar.getInputStream(entry).readAllBytes());
      }
      assertTrue(!kernels.isEmpty());
      assertEquals(kernels.size(), jar.stream().filter(e -> e.getName().endsWith(".cl")).count());
    }
  }

  /** A file at the top, such as a logging configuration, would meddle with a user's program. */
  @Test
  void holdsNothingElseAtItsTop() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Set<String> tops =
          jar.stream()
              .map(entry -> entry.getName().replaceFirst("/.*", ""))
              .collect(Collectors.toSet());
      assertEquals(Set.of("META-INF", "io", "kernels"), tops);
    }
  }

  @Test
  void namesItsModule() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      var attributes = jar.getManifest().getMainAttributes();
      assertEquals("io.fovea", attributes.getValue("Automatic-Module-Name"));
    }
  }

  @Test
  void staysSmall() throws IOException {
    long bytes = Files.size(JAR);
    assertTrue(bytes < 2_000_000, () -> JAR + " has " + bytes + " bytes, more than two million");
  }
}
