package io.fovea.backend.opencl;

import io.fovea.tensor.DType;

/**
 * Where a tensor lies on the device. A kernel receives it as two arguments: the buffer, and the
 * offset of the first element as an {@code int}. Never as a macro, never as a pointer shared by
 * several tensors, never as a sub-buffer.
 */
public final class ClMemory {
  private final String name;
  private final ClBuffer buffer;
  private final int offset;
  private final int length;
  private final DType dtype;

  ClMemory(String name, ClBuffer buffer, int offset, int length, DType dtype) {
    if (offset < 0 || length < 1 || ((long) offset + length) * dtype.bytes() > buffer.bytes()) {
      throw new IllegalArgumentException(
          name
              + ": elements "
              + offset
              + " to "
              + ((long) offset + length)
              + " of "
              + dtype
              + " are not in a buffer of "
              + buffer.bytes()
              + " bytes");
    }
    this.name = name;
    this.buffer = buffer;
    this.offset = offset;
    this.length = length;
    this.dtype = dtype;
  }

  /** What the tensor is called in messages and traces. */
  public String name() {
    return name;
  }

  /** Offset of the first element from the start of the buffer, in elements. */
  public int offset() {
    return offset;
  }

  /** Number of elements. */
  public int length() {
    return length;
  }

  /** Type of the elements. */
  public DType dtype() {
    return dtype;
  }

  /** Size in bytes. */
  public long bytes() {
    return (long) length * dtype.bytes();
  }

  /** The elements {@code from} to {@code from + count} of this memory under a name of their own. */
  public ClMemory part(String partName, int from, int count) {
    if (from < 0 || count < 1 || (long) from + count > length) {
      throw new IllegalArgumentException(
          partName + ": elements " + from + " to " + ((long) from + count) + " are not in " + this);
    }
    return new ClMemory(partName, buffer, offset + from, count, dtype);
  }

  ClBuffer buffer() {
    return buffer;
  }

  long startByte() {
    return (long) offset * dtype.bytes();
  }

  long endByte() {
    return startByte() + bytes();
  }

  /** Whether the two have a byte in common. */
  boolean overlaps(ClMemory other) {
    return buffer == other.buffer && startByte() < other.endByte() && other.startByte() < endByte();
  }

  @Override
  public String toString() {
    return name + " (" + length + " " + dtype + " at element " + offset + ")";
  }
}
