package io.fovea.backend;

import java.util.List;

/** A way to run graphs, found by ServiceLoader. Making one must be cheap and never fail. */
public interface Backend {
  /** The name that selects it: {@code reference}, {@code cpu}, {@code opencl}. */
  String name();

  /** The devices that it can open now, best first; empty where there is none. Never throws. */
  List<DeviceInfo> devices();

  /** Why there are no, or fewer, devices than one might expect; one sentence each. Never throws. */
  default List<String> problems() {
    return List.of();
  }

  /** A thorough look at what is wrong and what mends it; may take a second. Never throws. */
  default List<Finding> diagnose() {
    return List.of();
  }

  /**
   * Opens a device of this backend.
   *
   * @throws DeviceException if it cannot be used
   */
  Device open(DeviceInfo info);

  /**
   * Opens a device that may round the factors of products, if it has a use for that.
   *
   * @throws DeviceException if it cannot be used
   */
  default Device open(DeviceInfo info, Precision precision) {
    return open(info);
  }
}
