package io.fovea.backend.opencl;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jocl.CL;
import org.jocl.cl_event;
import org.jspecify.annotations.Nullable;

/**
 * Device buffers between host arrays and tensors, used again and again. Those for writes form a
 * ring; those for reads belong to a pending read until it is fetched, or forgotten by everybody.
 */
final class Staging {
  private static final int RING = 3;
  private static final long SMALLEST = 4096;

  private final ClDevice device;
  private final Deque<Slot> ring = new ArrayDeque<>();
  private final Deque<ClBuffer> free = new ArrayDeque<>();
  private final Map<Reference<?>, Copy> kept = new HashMap<>();
  private final ReferenceQueue<PendingRead> forgotten = new ReferenceQueue<>();

  /** A buffer of the ring, and the copy that still reads it. */
  private static final class Slot {
    private ClBuffer buffer;
    private @Nullable cl_event busy;

    private Slot(ClBuffer buffer) {
      this.buffer = buffer;
    }
  }

  /** Values in a staging buffer, there once the event is complete. */
  record Copy(ClBuffer buffer, cl_event copied) {}

  Staging(ClDevice device) {
    this.device = device;
  }

  /**
   * Lets a buffer of at least that size be filled.
   *
   * @param fill fills it, queues the copy out of it and returns that copy's event
   */
  synchronized void write(long bytes, Function<ClBuffer, cl_event> fill) {
    Slot slot = ring.size() < RING ? new Slot(allocate(bytes)) : ring.removeFirst();
    ring.addLast(slot);
    if (slot.busy != null) {
      device.queue().await(slot.busy);
      slot.busy = null;
    }
    if (slot.buffer.bytes() < bytes) {
      device.release(slot.buffer);
      slot.buffer = allocate(bytes);
    }
    slot.busy = fill.apply(slot.buffer);
  }

  /** A buffer of at least that size, until it is given back or kept. */
  synchronized ClBuffer takeForRead(long bytes) {
    collectForgotten();
    ClBuffer buffer = free.pollFirst();
    if (buffer != null && buffer.bytes() < bytes) {
      device.release(buffer);
      buffer = null;
    }
    return buffer == null ? allocate(bytes) : buffer;
  }

  synchronized void giveBack(ClBuffer buffer) {
    free.addLast(buffer);
  }

  /** Keeps buffer and event for as long as somebody holds the pending read. */
  synchronized void keep(PendingRead read, ClBuffer buffer, cl_event copied) {
    var reference = new PhantomReference<>(read, forgotten);
    read.setReference(reference);
    kept.put(reference, new Copy(buffer, copied));
  }

  /** What is kept for a pending read. */
  synchronized Copy copy(PendingRead read) {
    Copy copy = kept.get(read.reference());
    if (copy == null) {
      throw new IllegalStateException("a pending read is used after its device was closed");
    }
    return copy;
  }

  /** The pending read needs its buffer no more. */
  synchronized void forget(PendingRead read) {
    release(read.reference());
  }

  /** Frees what belonged to pending reads that nobody holds any more. */
  private void collectForgotten() {
    for (Reference<?> r = forgotten.poll(); r != null; r = forgotten.poll()) {
      release(r);
    }
  }

  private void release(@Nullable Reference<?> reference) {
    Copy copy = kept.remove(reference);
    if (copy != null) {
      CL.clReleaseEvent(copy.copied());
      free.addLast(copy.buffer());
    }
  }

  private ClBuffer allocate(long bytes) {
    long powerOfTwo = Long.highestOneBit(bytes * 2 - 1);
    return device.allocate("staging", Math.max(SMALLEST, powerOfTwo));
  }

  /** Releases the events; the buffers are the device's. */
  synchronized void release() {
    for (Slot slot : ring) {
      if (slot.busy != null) {
        CL.clReleaseEvent(slot.busy);
      }
    }
    kept.values().forEach(copy -> CL.clReleaseEvent(copy.copied()));
    ring.clear();
    free.clear();
    kept.clear();
  }
}
