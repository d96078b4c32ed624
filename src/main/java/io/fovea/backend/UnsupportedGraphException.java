package io.fovea.backend;

/** No implementation on the device accepts a node. The message lists each refusal. */
public final class UnsupportedGraphException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnsupportedGraphException(String message) {
    super(message);
  }
}
