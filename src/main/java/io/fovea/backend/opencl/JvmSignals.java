package io.fovea.backend.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the JVM's signal handlers back from a driver that contains LLVM.
 *
 * <p>LLVM installs handlers of its own for faults, for one fault only, when PoCL or another driver
 * first writes a temporary file: as early as in {@code clGetDeviceIDs}, and again after each time
 * it gave them back. The JVM's own faults are no errors: it stops its threads by one. When two
 * threads stop at once, the first finds LLVM's handler, which restores the JVM's; a second that
 * comes meanwhile finds none, and the process dies. So one thread alone makes a harmless fault as
 * soon as the driver returns, by reading through a null reference: LLVM's handler steps back, the
 * JVM's turns the fault into an exception. Where no handler was replaced, that costs microseconds.
 *
 * <p>What is left is the time within the driver, while it compiles: no program in Java can close
 * it. A JVM started with {@code libjsig} preloaded has none: there, no handler can be replaced at
 * all.
 */
final class JvmSignals {
  /** Null for ever, though no compiler may know it: a test for null would be no fault. */
  private static volatile int @Nullable [] nothing;

  private static final Logger log = LoggerFactory.getLogger(JvmSignals.class);

  /** The libraries of this process, on Linux. */
  private static final Path MAPPINGS = Path.of("/proc/self/maps");

  private static final AtomicBoolean hasWarned = new AtomicBoolean();

  private JvmSignals() {}

  /** To be called after every call of a driver that may have run its compiler. */
  @SuppressWarnings("NullAway") // The null is the point.
  static void reclaim() {
    try {
      nothing = new int[nothing.length];
    } catch (NullPointerException expected) {
      // The fault has been through every handler.
    }
  }

  /**
   * Says once, where a driver of this process contains LLVM and {@code libjsig} does not stand
   * before it, what may happen and what rules it out.
   */
  static void warnIfExposed() {
    if (isExposed() && !hasWarned.getAndSet(true)) {
      log.warn(
          "opencl: while its driver compiles, this JVM may be ended by signal 11;"
              + " LD_PRELOAD={} rules that out (docs/opencl.md, Signals on Linux)",
          Path.of(System.getProperty("java.home"), "lib", "libjsig.so"));
    }
  }

  private static boolean isExposed() {
    if (!Files.isReadable(MAPPINGS)) {
      return false; // Not Linux.
    }
    try {
      String mapped = Files.readString(MAPPINGS, StandardCharsets.ISO_8859_1);
      return mapped.contains("libLLVM") && !mapped.contains("libjsig");
    } catch (IOException e) {
      log.debug("cannot read {}", MAPPINGS, e);
      return false;
    }
  }
}
