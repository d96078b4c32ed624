package io.fovea.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jspecify.annotations.Nullable;

/**
 * A kernel of one plan node while it is given its arguments: in the order in which the kernel
 * declares them, without numbers.
 *
 * <pre>{@code
 * ClLaunch launch =
 *     device.kernel("relu.cl", "relu_forward", Macros.of("VEC", 4)).as("relu1", "Elementwise")
 *         .ints(count).read(x).write(y).global(count / 4).bind();
 * }</pre>
 *
 * <p>Arguments are bound once, because through JNI an argument costs as much as a launch; what
 * changes from step to step lies in a control buffer on the device. A kernel object belongs to one
 * thread. Every method that throws also frees the kernel.
 */
public final class ClKernel {
  private final ClDevice device;
  private final ClBuild build;
  private final String name;
  private final cl_kernel kernel;
  private final int arity;
  private final List<Argument> arguments = new ArrayList<>();
  private String node = "";
  private String implementation = "";
  private int next;
  private long[] global = {};
  private long[] local = {};
  private Consumer<ClLaunch> taker = launch -> {};
  private volatile boolean released;

  /** How a kernel uses the memory that it is given. */
  enum Access {
    READ,
    WRITE,
    UPDATE,
    SCRATCH
  }

  /** A tensor argument and its use. */
  record Argument(ClMemory memory, Access access) {
    boolean isRead() {
      return access == Access.READ || access == Access.UPDATE;
    }

    boolean isWritten() {
      return access != Access.READ;
    }
  }

  ClKernel(ClDevice device, ClBuild build, String name) {
    this.device = device;
    this.build = build;
    this.name = name;
    try {
      this.kernel = CL.clCreateKernel(build.program(), name, null);
    } catch (CLException e) {
      throw ClException.of(
          "clCreateKernel",
          e,
          "kernel '" + name + "' of " + build.file() + " on " + device.limits());
    }
    try {
      int[] count = new int[1];
      CL.clGetKernelInfo(kernel, CL.CL_KERNEL_NUM_ARGS, Integer.BYTES, Pointer.to(count), null);
      this.arity = count[0];
    } catch (CLException e) {
      CL.clReleaseKernel(kernel);
      throw ClException.of("clGetKernelInfo", e, name);
    }
  }

  /**
   * Names the plan node and the implementation that this launch belongs to, for traces and errors.
   */
  public ClKernel as(String nodeName, String implementationName) {
    this.node = nodeName;
    this.implementation = implementationName;
    return this;
  }

  /** Lets somebody have the launch as soon as it is bound. */
  ClKernel thenGiveTo(Consumer<ClLaunch> newTaker) {
    this.taker = newTaker;
    return this;
  }

  /** The next {@code int} arguments. */
  public ClKernel ints(int... values) {
    for (int value : values) {
      set(Integer.BYTES, Pointer.to(new int[] {value}), "int " + value);
    }
    return this;
  }

  /** The next {@code float} arguments. */
  public ClKernel floats(float... values) {
    for (float value : values) {
      set(Float.BYTES, Pointer.to(new float[] {value}), "float " + value);
    }
    return this;
  }

  /** The next {@code long} arguments. */
  public ClKernel longs(long... values) {
    for (long value : values) {
      set(Long.BYTES, Pointer.to(new long[] {value}), "long " + value);
    }
    return this;
  }

  /** Tensors that the kernel only reads; each is two arguments, buffer and {@code int} offset. */
  public ClKernel read(ClMemory... tensors) {
    return memory(Access.READ, tensors);
  }

  /** Tensors of which the kernel writes every element and reads none. */
  public ClKernel write(ClMemory... tensors) {
    return memory(Access.WRITE, tensors);
  }

  /** Tensors that the kernel reads and writes in place. */
  public ClKernel update(ClMemory... tensors) {
    return memory(Access.UPDATE, tensors);
  }

  /** Working memory: its contents mean nothing before and after the launch. */
  public ClKernel scratch(ClMemory... tensors) {
    return memory(Access.SCRATCH, tensors);
  }

  /** The next argument is a {@code local} pointer to that many bytes. */
  public ClKernel localBytes(long bytes) {
    return set(bytes, null, "local memory of " + bytes + " bytes");
  }

  /** Number of work-items in each of one to three dimensions. */
  public ClKernel global(long... sizes) {
    this.global = sizes.clone();
    return this;
  }

  /** Work-items per group in each dimension; without it the driver chooses. */
  public ClKernel local(long... sizes) {
    this.local = sizes.clone();
    return this;
  }

  /**
   * Checks everything that can be checked before a launch and makes the launch.
   *
   * @throws IllegalArgumentException naming the rule that is broken
   */
  public ClLaunch bind() {
    try {
      if (next != arity) {
        throw new IllegalArgumentException(
            this + " has " + arity + " arguments, " + next + " were given");
      }
      new LaunchCheck(toString(), device.limits(), LaunchCheck.Limits.of(kernel, device))
          .check(global, local, arguments);
    } catch (RuntimeException e) {
      release();
      throw e;
    }
    var launch =
        new ClLaunch(
            device, this, name, node, implementation, build, global, local, List.copyOf(arguments));
    taker.accept(launch);
    return launch;
  }

  private ClKernel memory(Access access, ClMemory... tensors) {
    for (ClMemory tensor : tensors) {
      String what = access.name().toLowerCase(Locale.ROOT) + " " + tensor;
      set(Sizeof.cl_mem, pointer(tensor, what), what);
      set(Integer.BYTES, Pointer.to(new int[] {tensor.offset()}), "offset of " + tensor.name());
      arguments.add(new Argument(tensor, access));
    }
    return this;
  }

  private Pointer pointer(ClMemory tensor, String what) {
    try {
      return Pointer.to(tensor.buffer().memory());
    } catch (IllegalStateException e) {
      release();
      throw new IllegalStateException(this + ", " + what + ": " + e.getMessage(), e);
    }
  }

  private ClKernel set(long bytes, @Nullable Pointer value, String what) {
    int index = next++;
    if (index >= arity) {
      release();
      throw new IllegalArgumentException(
          this + " has " + arity + " arguments, one more was given: " + what);
    }
    try {
      CL.clSetKernelArg(kernel, index, bytes, value);
      return this;
    } catch (CLException e) {
      release();
      throw ClException.of("clSetKernelArg", e, this + ", argument " + index + ": " + what);
    }
  }

  /**
   * The handle.
   *
   * @throws IllegalStateException after the kernel was released
   */
  cl_kernel handle() {
    if (released) {
      throw new IllegalStateException(this + " is used after it was closed");
    }
    return kernel;
  }

  /** Frees the kernel object; a second time does nothing. */
  void release() {
    device.release(this);
  }

  /** What {@link ClDevice} does to release the handle, once. */
  void releaseHandle() {
    if (!released) {
      released = true;
      CL.clReleaseKernel(kernel);
    }
  }

  @Override
  public String toString() {
    return "kernel " + name + " (" + build.file() + (node.isEmpty() ? ")" : ", node " + node + ")");
  }
}
