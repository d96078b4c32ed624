package io.fovea.testkit;

import io.fovea.backend.Device;
import java.util.function.Supplier;

/**
 * A device under test.
 *
 * @param name that selects it on the command line and heads its column: {@code cpu-scalar}
 * @param reopen opens the same device again, with nothing kept in memory
 */
public record Target(String name, Device device, Supplier<Device> reopen) implements AutoCloseable {
  /** Makes OpenCL lay a band before and behind each tensor, checked after each run. */
  private static final String GUARD_PROPERTY = "fovea.opencl.guard";

  /** Calls with guard bands around all memory that is planned meanwhile, where there are any. */
  public <T> T guarded(Supplier<T> call) {
    String before = System.getProperty(GUARD_PROPERTY, "false");
    System.setProperty(GUARD_PROPERTY, "true");
    try {
      return call.get();
    } finally {
      System.setProperty(GUARD_PROPERTY, before);
    }
  }

  @Override
  public void close() {
    device.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
