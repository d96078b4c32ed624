package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Building kernel files: what is shared, and what an error says. */
class ClCompilerTest {
  private final ClDevice device = ClFixture.openWithoutCache();

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void nodesWithTheSameFileAndOptionsShareABuild() {
    ClBuild build = device.compiler().build(ClFixture.FILE, ClFixture.TRIPLE);
    int built = device.compiler().compiled();
    assertSame(build, device.compiler().build(ClFixture.FILE, Macros.of("SCALE", 3)));
    assertEquals(built, device.compiler().compiled());
    assertNotSame(build, device.compiler().build(ClFixture.FILE, Macros.of("SCALE", 4)));
    assertEquals(built + 1, device.compiler().compiled());
  }

  @Test
  void theKeyDependsOnOptionsAndText() {
    var source = new KernelSource("a.cl", "__kernel void a(__global float* y) { y[0] = K; }");
    var edited = new KernelSource("a.cl", "__kernel void a(__global float* y) { y[1] = K; }");
    String key = device.compiler().build(source, Macros.of("K", 1)).key();
    assertNotEqual(key, device.compiler().build(source, Macros.of("K", 2)).key());
    assertNotEqual(key, device.compiler().build(edited, Macros.of("K", 1)).key());
    assertTrue(key.matches("[0-9a-f]{64}"), key);
  }

  /** A kernel that is not ours has the whole language, ours has what opencl_c.cl declares of it. */
  @Test
  void onlyFilesOfOthersHaveTheHeaderOfTheLanguage() {
    assumeTrue(device.limits().readsHeaderOfLanguage(), "this driver declares the language itself");
    String call = "__kernel void a(__global float* y) { y[0] = nextafter(y[1], y[2]); }";
    device.kernel(new KernelSource("a.cl", call), "a", Macros.none()).release();
    ClBuild own = device.compiler().build("relu.cl", Macros.none());
    assertTrue(own.options().contains("-D _OPENCL_H_=1"), own.options());
    ClFixture.requireNoHeader(device);
  }

  /** Another type of a result, or another attribute, would be an error. */
  @Test
  void theDeclarationsAgreeWithTheHeaderOfTheLanguage() {
    assumeTrue(device.limits().readsHeaderOfLanguage(), "this driver declares the language itself");
    System.setProperty(ClCompiler.OPTIONS_PROPERTY, "-Werror");
    try {
      String text = KernelSource.of("opencl_c.cl").text() + "\n__kernel void a() {}\n";
      device.kernel(new KernelSource("both.cl", text), "a", Macros.none()).release();
      String wrong = text + "int __attribute__((overloadable, const)) sqrt(float);\n";
      var source = new KernelSource("wrong.cl", wrong);
      assertThrows(ClException.class, () -> device.compiler().build(source, Macros.none()));
    } finally {
      System.clearProperty(ClCompiler.OPTIONS_PROPERTY);
    }
  }

  @Test
  void whatIsNotDeclaredIsBuiltWithTheHeader(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("host_test.cl"),
        "__kernel void next(__global float* y) { y[0] = nextafter(y[1], y[2]); }\n");
    System.setProperty(KernelSource.FOLDER_PROPERTY, folder.toString());
    try {
      device.kernel(ClFixture.FILE, "next", Macros.none()).release();
      assertFalse(device.compiler().skipsHeader());
    } finally {
      System.clearProperty(KernelSource.FOLDER_PROPERTY);
    }
  }

  /** Choices that were tuned hold for as long as the digest of their kernels does. */
  @Test
  void theHeaderIsInTheKeyButNotInTheDigestOfTheCode(@TempDir Path folder) throws Exception {
    assumeTrue(device.limits().readsHeaderOfLanguage(), "this driver declares the language itself");
    ClBuild without = device.compiler().build("relu.cl", Macros.none());
    whatIsNotDeclaredIsBuiltWithTheHeader(folder);
    ClBuild with = device.compiler().build("relu.cl", Macros.none());
    assertEquals(without.code(), with.code());
    assertNotEqual(without.key(), with.key());
  }

  /** What cannot be built at all says nothing about the header. */
  @Test
  void aWrongFileOfOurOwnDoesNotBringTheHeaderBack(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("host_test.cl"), "__kernel void wrong() { undeclared_name; }");
    System.setProperty(KernelSource.FOLDER_PROPERTY, folder.toString());
    try {
      assertThrows(ClException.class, () -> device.compiler().build(ClFixture.FILE, Macros.none()));
    } finally {
      System.clearProperty(KernelSource.FOLDER_PROPERTY);
    }
    ClFixture.requireNoHeader(device);
  }

  private static void assertNotEqual(String a, String b) {
    assertFalse(a.equals(b), a);
  }

  @Test
  void anErrorHasFileLineOptionsDeviceAndTheWholeLogButNotTheSource() {
    var source =
        new KernelSource(
            "wrong.cl",
            "// a comment that is not repeated\n"
                + "__kernel void wrong(__global float* y) {\n"
                + "  y[0] = undeclared_name;\n"
                + "  y[1] = another_undeclared_name;\n"
                + "}\n");
    var e =
        assertThrows(
            ClException.class, () -> device.kernel(source, "wrong", Macros.of("WIDTH", 7)));
    String message = e.getMessage();
    assertEquals("CL_BUILD_PROGRAM_FAILURE", e.codeName());
    assertTrue(message.contains("wrong.cl:3:"), message);
    assertTrue(message.contains("wrong.cl:4:"), message);
    assertTrue(message.contains("another_undeclared_name"), message);
    assertTrue(message.contains("-D WIDTH=7"), message);
    assertTrue(message.contains(device.limits().name()), message);
    assertFalse(message.contains("a comment that is not repeated"), message);
    assertFalse(message.contains("\0"), message);
  }

  @Test
  void aMissingOrUnfitFileIsNamed() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> device.kernel("absent.cl", "a", Macros.none()));
    assertTrue(e.getMessage().contains("'absent.cl'"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> device.kernel("../relu.cl", "a", Macros.none()));
  }

  @Test
  void aFolderStandsBeforeTheJar(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("host_test.cl"), "__kernel void only_here(__global float* y) {}\n");
    System.setProperty(KernelSource.FOLDER_PROPERTY, folder.toString());
    try {
      device.kernel(ClFixture.FILE, "only_here", Macros.none()).release();
      device.kernel("probe.cl", "probe_cpu", Macros.none()).release();
    } finally {
      System.clearProperty(KernelSource.FOLDER_PROPERTY);
    }
  }

  @Test
  void anotherJarsKernelIsFoundBesideItsClass() {
    KernelSource source = KernelSource.of(ClCompilerTest.class, "host_test.cl");
    device.kernel(source, "scale", ClFixture.TRIPLE).release();
    assertEquals("host_test.cl", source.name());
  }

  @Test
  void optionsForAllBuildsCanBeAdded() {
    System.setProperty(ClCompiler.OPTIONS_PROPERTY, "-D EVERYWHERE=5");
    try {
      var source =
          new KernelSource("all.cl", "__kernel void all(__global float* y) { y[0] = EVERYWHERE; }");
      assertEquals(
          "-cl-std=CL1.2 -D EVERYWHERE=5 -D K=1",
          device.compiler().build(source, Macros.of("K", 1)).options());
    } finally {
      System.clearProperty(ClCompiler.OPTIONS_PROPERTY);
    }
  }
}
