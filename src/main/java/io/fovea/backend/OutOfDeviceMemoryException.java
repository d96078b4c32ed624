package io.fovea.backend;

/** Memory that was planned does not fit on the device. */
public final class OutOfDeviceMemoryException extends DeviceException {
  private static final long serialVersionUID = 1L;
  private final long plannedBytes;

  /**
   * @param plannedBytes what was asked for in all
   */
  public OutOfDeviceMemoryException(String message, long plannedBytes) {
    super(message);
    this.plannedBytes = plannedBytes;
  }

  /** What was asked for in all, in bytes. */
  public long plannedBytes() {
    return plannedBytes;
  }
}
