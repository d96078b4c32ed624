package io.fovea.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.testkit.Requirements;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A modular program computes on every backend. Our module is automatic, so it brings no other
 * module with it: the program requires {@code org.slf4j} too, and {@code java.desktop} where it
 * reads or draws pictures.
 */
class ModulePathIT {
  private static final Map<String, String> PROGRAM =
      Map.of(
          "module-info.java",
          """
          module app {
            requires io.fovea;
            requires org.slf4j;
          }
          """,
          "App.java",
          """
          package app;

          import io.fovea.backend.Backend;
          import io.fovea.backend.Device;
          import io.fovea.backend.Devices;
          import io.fovea.backend.Eager;
          import io.fovea.op.Relu;
          import io.fovea.tensor.Shape;
          import io.fovea.tensor.Tensor;
          import java.util.Arrays;

          class App {
            public static void main(String[] args) {
              System.out.println(Devices.class.getModule());
              Tensor x = Tensor.of(Shape.of(3), -1f, 0f, 2f);
              for (Backend backend : Devices.backends()) {
                String result = "no device";
                if (!backend.devices().isEmpty()) {
                  try (Device device = Devices.open(backend.name())) {
                    result = Arrays.toString(Eager.run(device, new Relu(), x).floats());
                  }
                }
                System.out.println(backend.name() + " " + result);
              }
            }
          }
          """);

  @Test
  void aModularProgramComputesOnEveryBackend(@TempDir Path folder) throws Exception {
    var program = new JavaProgram(folder);
    program.compile(PROGRAM, "--module-path", JavaProgram.LIBRARIES);
    String modules = "classes" + File.pathSeparator + JavaProgram.LIBRARIES;
    List<String> printed =
        program.run("--module-path", modules, "--module", "app/app.App").lines().toList();
    assertEquals("module io.fovea", printed.get(0));
    for (String backend : List.of("cpu", "reference")) {
      assertTrue(printed.contains(backend + " [0.0, 0.0, 2.0]"), printed::toString);
    }
    if (printed.contains("opencl no device")) {
      Requirements.missing("opencl", "a modular program finds no device");
    }
    assertTrue(printed.contains("opencl [0.0, 0.0, 2.0]"), printed::toString);
  }
}
