package io.fovea.backend.opencl;

import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_event;
import org.jspecify.annotations.Nullable;

/**
 * Moves data between host arrays and the device.
 *
 * <p>No transfer that the host could outrun ever touches a host array: JOCL's own asynchronous
 * transfers need direct buffers that stay reachable, and start a waiting thread each. Here the
 * host's side is always a short blocking call on a second queue, to or from a staging buffer on the
 * device, and what is asynchronous is the copy between staging and tensor, which takes its turn in
 * the queue of the kernels. So {@link #write} returns when the array may be reused, without waiting
 * for kernels, and {@link #readLater} yields the values of its place in the queue.
 */
final class Transfers {
  /**
   * Larger transfers go straight to the tensor, after waiting for the kernels: a data set, or all
   * parameters, once.
   */
  static final long STAGED_BYTES = 8L << 20;

  private final ClDevice device;
  private final ClQueue transferQueue;
  private final Staging staging;

  Transfers(ClDevice device, ClQueue transferQueue) {
    this.device = device;
    this.transferQueue = transferQueue;
    this.staging = new Staging(device);
  }

  /** Writes a whole tensor. Doubles are rounded to F32. The array may be reused on return. */
  void write(ClMemory to, Tensor value) {
    Pointer values = pointer(to, value);
    device.enter();
    try {
      if (to.bytes() > STAGED_BYTES) {
        device.queue().finish();
        writeBlocking(to.buffer(), to.startByte(), to.bytes(), values);
      } else {
        staging.write(
            to.bytes(),
            buffer -> {
              writeBlocking(buffer, 0, to.bytes(), values);
              return copy(buffer, 0, to.buffer(), to.startByte(), to.bytes());
            });
      }
    } catch (CLException e) {
      throw ClException.of("clEnqueueWriteBuffer", e, to.toString());
    } finally {
      device.leave();
    }
  }

  /** Reads a whole tensor; waits for everything queued before. */
  Tensor read(ClMemory from, Shape shape) {
    Tensor value = Tensor.zeros(from.dtype(), shape);
    Pointer values = pointer(from, value);
    device.enter();
    try {
      device.queue().finish();
      readBlocking(from.buffer(), from.startByte(), from.bytes(), values, null);
      return value;
    } catch (CLException e) {
      throw ClException.of("clEnqueueReadBuffer", e, from.toString());
    } finally {
      device.leave();
    }
  }

  /** Takes a copy of a tensor at this place in the queue, to be fetched when it is there. */
  PendingRead readLater(ClMemory from, Shape shape) {
    device.enter();
    try {
      ClBuffer buffer = staging.takeForRead(from.bytes());
      try {
        cl_event copied = copy(from.buffer(), from.startByte(), buffer, 0, from.bytes());
        device.queue().flush();
        var read = new PendingRead(this, from, shape);
        staging.keep(read, buffer, copied);
        return read;
      } catch (CLException e) {
        staging.giveBack(buffer);
        throw ClException.of("clEnqueueCopyBuffer", e, "reading " + from);
      }
    } finally {
      device.leave();
    }
  }

  /** Whether the copy that a pending read waits for is made. */
  boolean isDone(PendingRead read) {
    device.enter();
    try {
      return ClQueue.isDone(staging.copy(read).copied());
    } finally {
      device.leave();
    }
  }

  /** Fetches what a copy left in a staging buffer; waits for that copy and nothing after it. */
  Tensor fetch(PendingRead read, ClMemory from, Shape shape) {
    Tensor value = Tensor.zeros(from.dtype(), shape);
    Pointer values = pointer(from, value);
    device.enter();
    try {
      Staging.Copy copy = staging.copy(read);
      readBlocking(copy.buffer(), 0, from.bytes(), values, copy.copied());
      staging.forget(read);
      return value;
    } catch (CLException e) {
      throw ClException.of("clEnqueueReadBuffer", e, from.toString());
    } finally {
      device.leave();
    }
  }

  /** Sets every bit of every element, in its turn in the queue: NaN for reals. */
  void poison(ClMemory memory) {
    fill(memory.buffer(), memory.startByte(), memory.bytes(), new byte[] {(byte) 0xff});
  }

  /** Fills part of a buffer with a repeated pattern, in its turn in the queue. */
  void fill(ClBuffer buffer, long offset, long bytes, byte[] pattern) {
    device.enter();
    try {
      CL.clEnqueueFillBuffer(
          device.queue().handle(),
          buffer.memory(),
          Pointer.to(pattern),
          pattern.length,
          offset,
          bytes,
          0,
          null,
          null);
    } catch (CLException e) {
      throw ClException.of("clEnqueueFillBuffer", e, bytes + " bytes at " + offset);
    } finally {
      device.leave();
    }
  }

  /** Reads raw bytes; waits for everything queued before. */
  void read(ClBuffer buffer, long offset, byte[] bytes) {
    device.enter();
    try {
      device.queue().finish();
      readBlocking(buffer, offset, bytes.length, Pointer.to(bytes), null);
    } catch (CLException e) {
      throw ClException.of("clEnqueueReadBuffer", e, bytes.length + " bytes at " + offset);
    } finally {
      device.leave();
    }
  }

  private cl_event copy(ClBuffer from, long fromByte, ClBuffer to, long toByte, long bytes) {
    cl_event copied = new cl_event();
    CL.clEnqueueCopyBuffer(
        device.queue().handle(),
        from.memory(),
        to.memory(),
        fromByte,
        toByte,
        bytes,
        0,
        null,
        copied);
    return copied;
  }

  private void writeBlocking(ClBuffer buffer, long offset, long bytes, Pointer values) {
    CL.clEnqueueWriteBuffer(
        transferQueue.handle(), buffer.memory(), true, offset, bytes, values, 0, null, null);
  }

  private void readBlocking(
      ClBuffer buffer, long offset, long bytes, Pointer values, @Nullable cl_event after) {
    CL.clEnqueueReadBuffer(
        transferQueue.handle(),
        buffer.memory(),
        true,
        offset,
        bytes,
        values,
        after == null ? 0 : 1,
        after == null ? null : new cl_event[] {after},
        null);
  }

  private static Pointer pointer(ClMemory memory, Tensor value) {
    var type = new TensorType(value.dtype(), value.shape());
    boolean rounds = value.dtype() == DType.F64 && memory.dtype() == DType.F32;
    if (value.length() != memory.length() || (value.dtype() != memory.dtype() && !rounds)) {
      throw new IllegalArgumentException(memory + " and a host array of " + type + " do not match");
    }
    return switch (value.dtype()) {
      case F32 -> Pointer.to(value.floats());
      case I32 -> Pointer.to(value.ints());
      case U8 -> Pointer.to(value.bytes());
      case F64 -> Pointer.to(rounded(value.doubles()));
    };
  }

  private static float[] rounded(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Releases the events that are held; the buffers are the device's. */
  void release() {
    staging.release();
  }
}
