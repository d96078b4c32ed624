package io.fovea.backend.opencl;

import org.jocl.cl_mem;

/** A {@code cl_mem} and its size. It lives until its region is closed, or its device. */
final class ClBuffer {
  private final cl_mem memory;
  private final long bytes;
  private volatile boolean released;

  ClBuffer(cl_mem memory, long bytes) {
    this.memory = memory;
    this.bytes = bytes;
  }

  /**
   * The handle.
   *
   * @throws IllegalStateException after the buffer was released
   */
  cl_mem memory() {
    if (released) {
      throw new IllegalStateException(
          "a device buffer of " + bytes + " bytes is used after it was closed");
    }
    return memory;
  }

  long bytes() {
    return bytes;
  }

  boolean isReleased() {
    return released;
  }

  void markReleased() {
    released = true;
  }
}
