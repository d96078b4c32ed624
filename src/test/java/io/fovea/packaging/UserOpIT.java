package io.fovea.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.testkit.Requirements;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An op of somebody else: compiled against our jar into a jar of its own, with its kernel and its
 * service files, checked and trained with on every backend by a JVM that knows of no test. Its
 * sources lie in the folder {@code leaky} of the test resources.
 */
class UserOpIT {
  private static final List<String> SOURCES =
      List.of(
          "LeakyRelu",
          "LeakyReluGradient",
          "ReferenceLeakyRelu",
          "CpuLeakyRelu",
          "ClLeakyRelu",
          "Leaky",
          "Main");

  private static final Map<String, String> SERVICES =
      Map.of(
          "io.fovea.backend.reference.ReferenceLowerings", "ReferenceLeakyRelu",
          "io.fovea.backend.cpu.CpuLowerings", "CpuLeakyRelu",
          "io.fovea.backend.opencl.ClLowerings", "ClLeakyRelu",
          "io.fovea.nn.Registry$Vocabulary", "Leaky$Vocabulary");

  @Test
  void anOpOfAnotherJarIsCheckedAndTrainedWithOnEveryBackend(@TempDir Path folder)
      throws Exception {
    var program = new JavaProgram(folder);
    Map<String, String> sources = new LinkedHashMap<>();
    for (String source : SOURCES) {
      sources.put(source + ".java", resource(source + ".java"));
    }
    program.compile(sources, "--class-path", JavaProgram.LIBRARIES);
    Path jar = folder.resolve("leaky.jar");
    writeJar(folder.resolve("classes"), jar);
    List<String> printed =
        program
            .run(
                "--class-path",
                jar + File.pathSeparator + JavaProgram.LIBRARIES,
                "org.example.leaky.Main")
            .lines()
            .toList();
    assertEquals("gradient true", printed.get(0));
    for (String backend : List.of("reference", "cpu")) {
      assertTrue(printed.contains(backend + " agrees true"), printed::toString);
      assertTrue(printed.contains(backend + " learns true"), printed::toString);
    }
    if (printed.contains("opencl has no device")) {
      Requirements.missing("opencl", "a user's program finds no device");
    }
    assertTrue(printed.contains("opencl agrees true"), printed::toString);
    assertTrue(printed.contains("opencl learns true"), printed::toString);
  }

  private static void writeJar(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        add(entries, name, Files.readAllBytes(file));
      }
      add(entries, "kernels/leaky_relu.cl", bytes(resource("kernels/leaky_relu.cl")));
      for (Map.Entry<String, String> service : SERVICES.entrySet()) {
        String provider = "org.example.leaky." + service.getValue() + "\n";
        add(entries, "META-INF/services/" + service.getKey(), bytes(provider));
      }
    }
  }

  private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(content);
    jar.closeEntry();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = UserOpIT.class.getResourceAsStream("/leaky/" + name)) {
      byte[] content = Objects.requireNonNull(in, name).readAllBytes();
      return new String(content, StandardCharsets.UTF_8);
    }
  }
}
