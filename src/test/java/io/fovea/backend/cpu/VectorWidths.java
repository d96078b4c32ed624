package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.backend.Device;
import io.fovea.backend.DeviceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The vector kernels at any width, whatever the processor prefers. A width is a constant of the
 * kernels' classes, so each has a copy of these classes for itself. Widths that the processor lacks
 * run, too: the Vector API then computes on objects, slowly and to the same bits. C2 makes poor
 * code of the Vector API in a JVM that has met several widths, so such tests have one for
 * themselves.
 */
public final class VectorWidths {
  /** Bits of a vector: NEON and SSE, AVX2, AVX-512. */
  static final List<Integer> BITS = List.of(128, 256, 512);

  private static final String BACKENDS = "fovea.backend";

  private static final String PROPERTY = "fovea.cpu.bits";

  private VectorWidths() {}

  /** Those of {@link #BITS} that are to be tested in this JVM; none unless they are named. */
  public static List<Integer> wanted() {
    List<String> names = List.of(System.getProperty(BACKENDS, "").split(","));
    return BITS.stream().filter(bits -> names.contains("cpu-vector-" + bits)).toList();
  }

  /**
   * The CPU backend with vectors of the given width.
   *
   * @throws DeviceException if the Vector API cannot run in this JVM
   */
  public static Device open(int bits) {
    String refusal = KernelChoice.refusal();
    if (refusal != null) {
      throw new DeviceException("cpu: vector kernels cannot run: " + refusal);
    }
    var info = new CpuBackend().devices().get(0);
    return new CpuDevice(info, kernels(bits), new Workers(Workers.defaultCount()));
  }

  /** The kernels alone. */
  static CpuKernels kernels(int bits) {
    String before = System.getProperty(PROPERTY);
    System.setProperty(PROPERTY, Integer.toString(bits));
    try {
      CpuKernels kernels =
          new OwnCopy()
              .loadClass(OwnCopy.PACKAGE + "VectorKernels")
              .asSubclass(CpuKernels.class)
              .getDeclaredConstructor()
              .newInstance();
      assertEquals("Vector API, " + bits + " bits", kernels.description());
      return kernels;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      if (before == null) {
        System.clearProperty(PROPERTY);
      } else {
        System.setProperty(PROPERTY, before);
      }
    }
  }

  /** Defines the classes of one package again; all others are those of the tests. */
  private static final class OwnCopy extends ClassLoader {
    static final String PACKAGE = "io.fovea.backend.cpu.simd.";

    OwnCopy() {
      super(VectorWidths.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PACKAGE)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> own = findLoadedClass(name);
        return own == null ? define(name) : own;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
