package io.fovea.backend;

/**
 * A device cannot be found, opened or used. The message says what to do about it where that is
 * known.
 */
public class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DeviceException(String message) {
    super(message);
  }

  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
