package io.fovea.backend.cpu;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the set of inner loops: the Vector API's where it can be fast, else plain Java. The
 * system property {@value #PROPERTY} forces one.
 */
final class KernelChoice {
  /** System property that forces {@code scalar} or {@code vector}. */
  static final String PROPERTY = "fovea.cpu.kernels";

  private static final Logger log = LoggerFactory.getLogger(KernelChoice.class);
  private static final int LEAST_VECTOR_BYTES = 16;
  private static final String MODULE = "jdk.incubator.vector";
  private static final String VECTOR = "io.fovea.backend.cpu.simd.VectorKernels";
  private static final String FUSED = "io.fovea.backend.cpu.simd.FusedKernels";

  /** Decided once: a JVM does not change its flags. */
  private static final class Best {
    static final CpuKernels KERNELS = choose();
    static final ColdStart COLD_START =
        KERNELS instanceof ScalarKernels ? ColdStart.none(KERNELS) : ColdStart.with(load(FUSED));
  }

  private KernelChoice() {}

  /**
   * The forced set, or the best; one log line says why it is not the best of all.
   *
   * @throws IllegalArgumentException if the property names no set, or one that cannot run here
   */
  static CpuKernels best() {
    String forced = System.getProperty(PROPERTY);
    return forced == null ? Best.KERNELS : named(forced);
  }

  /** What to wait for before a set is used: a set that is forced is used at once. */
  static ColdStart coldStart(CpuKernels kernels) {
    boolean isForced = System.getProperty(PROPERTY) != null;
    return isForced || kernels != Best.KERNELS ? ColdStart.none(kernels) : Best.COLD_START;
  }

  /** What computes the same as the Vector API's loops, bit for bit, in plain Java. */
  static CpuKernels fused() {
    return load(FUSED);
  }

  /**
   * A set by name.
   *
   * @throws IllegalArgumentException if there is none of that name, or it cannot run here
   */
  static CpuKernels named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "scalar" -> new ScalarKernels();
      case "vector" -> vector();
      default ->
          throw new IllegalArgumentException(
              "cpu kernels must be scalar or vector, got '" + name + "'");
    };
  }

  private static CpuKernels vector() {
    String refusal = refusal();
    if (refusal != null) {
      throw new IllegalArgumentException("vector kernels cannot run: " + refusal);
    }
    return load(VECTOR);
  }

  /** Why the Vector API's loops cannot run fast in this JVM, and what to do; null if they can. */
  static @Nullable String refusal() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return "the JVM runs without the Vector API; start it with --add-modules " + MODULE;
    }
    if (System.getProperty("java.vm.info", "").contains("interpreted")) {
      return "the JVM interprets (-Xint)";
    }
    if ("false".equals(flag("UseFMA"))) {
      return "the processor has no fused multiply-add, or the JVM runs with -XX:-UseFMA";
    }
    String bytes = flag("MaxVectorSize");
    if (bytes != null && Integer.parseInt(bytes) < LEAST_VECTOR_BYTES) {
      return "the JVM's vectors are shorter than 128 bits (-XX:MaxVectorSize=" + bytes + ")";
    }
    String level = flag("TieredStopAtLevel");
    if (level != null && !level.equals("4")) {
      return "the JVM runs with -XX:TieredStopAtLevel=" + level + ", without its compiler C2";
    }
    return null;
  }

  private static CpuKernels choose() {
    String refusal = refusal();
    if (refusal == null) {
      return load(VECTOR);
    }
    log.info("cpu: plain Java kernels, two to seven times slower: {}", refusal);
    return new ScalarKernels();
  }

  private static CpuKernels load(String name) {
    try {
      return Class.forName(name)
          .asSubclass(CpuKernels.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cpu: " + name + " is missing from the class path", e);
    }
  }

  /** A flag of the HotSpot JVM, or null where it has none of that name or cannot be asked. */
  static @Nullable String flag(String name) {
    try {
      Class<?> type = Class.forName("com.sun.management.HotSpotDiagnosticMXBean");
      Object bean =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getPlatformMXBean", Class.class)
              .invoke(null, type);
      Object option = type.getMethod("getVMOption", String.class).invoke(bean, name);
      return (String) option.getClass().getMethod("getValue").invoke(option);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
