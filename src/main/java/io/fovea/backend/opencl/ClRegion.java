package io.fovea.backend.opencl;

import io.fovea.tensor.DType;
import java.util.List;

/** Tensors that were placed together and are freed together. */
final class ClRegion implements AutoCloseable {
  /** A NaN with a payload: whoever reads beside a tensor of reals gets NaN. */
  private static final byte[] GUARD = {(byte) 0xad, (byte) 0xde, (byte) 0xc0, 0x7f};

  private static final byte[] BYTE_GUARD = {(byte) 0xad};

  private final ClDevice device;
  private final List<ClBuffer> buffers;
  private final List<ClMemory> memories;
  private final int guardBytes;

  /**
   * @param guardBytes size of the band before and after each tensor, 0 for none
   */
  ClRegion(ClDevice device, List<ClBuffer> buffers, List<ClMemory> memories, int guardBytes) {
    this.device = device;
    this.buffers = List.copyOf(buffers);
    this.memories = List.copyOf(memories);
    this.guardBytes = guardBytes;
    if (guardBytes > 0) {
      memories.forEach(this::paintGuards);
    }
  }

  /** The place of a slot, by its index in the request. */
  ClMemory get(int index) {
    return memories.get(index);
  }

  /** All places, in the order of the request. */
  List<ClMemory> memories() {
    return memories;
  }

  /** Bytes of all buffers. */
  long bytes() {
    return buffers.stream().mapToLong(ClBuffer::bytes).sum();
  }

  /**
   * Compares the guard bands with what was painted there; waits for the device. Without guards this
   * does nothing.
   *
   * @throws IllegalStateException naming the tensor beside which something was written, and where
   */
  void checkGuards() {
    if (guardBytes > 0) {
      for (ClMemory memory : memories) {
        long start = memory.startByte();
        long wrong = firstWrong(memory, start - guardBytes, start);
        if (wrong >= 0) {
          throw new IllegalStateException(
              "something wrote " + (start - wrong) + " bytes before " + memory);
        }
        wrong = firstWrong(memory, memory.endByte(), endOfBand(memory));
        if (wrong >= 0) {
          throw new IllegalStateException(
              "something wrote "
                  + (wrong - memory.endByte())
                  + " bytes after the end of "
                  + memory);
        }
      }
    }
  }

  private void paintGuards(ClMemory memory) {
    long start = memory.startByte();
    long end = memory.endByte();
    device.transfers().fill(memory.buffer(), start - guardBytes, guardBytes, guard(memory));
    device.transfers().fill(memory.buffer(), end, endOfBand(memory) - end, guard(memory));
  }

  private static byte[] guard(ClMemory memory) {
    return memory.dtype() == DType.U8 ? BYTE_GUARD : GUARD;
  }

  /** The band after a tensor includes what alignment added. */
  private long endOfBand(ClMemory memory) {
    return ClAllocator.aligned(memory.endByte()) + guardBytes;
  }

  /** Position of the first byte that is not as painted, or -1. */
  private long firstWrong(ClMemory memory, long start, long end) {
    byte[] guard = guard(memory);
    byte[] bytes = new byte[(int) (end - start)];
    device.transfers().read(memory.buffer(), start, bytes);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != guard[i % guard.length]) {
        return start + i;
      }
    }
    return -1;
  }

  /** Frees the memory after all that is queued. */
  @Override
  public void close() {
    buffers.forEach(device::release);
  }
}
