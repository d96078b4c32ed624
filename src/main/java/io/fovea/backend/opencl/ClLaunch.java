package io.fovea.backend.opencl;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A kernel with its arguments and sizes fixed: all that is left to do with it is to queue it, any
 * number of times.
 */
public final class ClLaunch implements AutoCloseable {
  private final ClDevice device;
  private final ClKernel kernel;
  private final String kernelName;
  private final String node;
  private final String implementation;
  private final ClBuild build;
  private final long[] global;
  private final long @Nullable [] local;
  private final List<ClKernel.Argument> arguments;
  private boolean launched;

  ClLaunch(
      ClDevice device,
      ClKernel kernel,
      String kernelName,
      String node,
      String implementation,
      ClBuild build,
      long[] global,
      long[] local,
      List<ClKernel.Argument> arguments) {
    this.device = device;
    this.kernel = kernel;
    this.kernelName = kernelName;
    this.node = node;
    this.implementation = implementation;
    this.build = build;
    this.global = global;
    this.local = local.length == 0 ? null : local;
    this.arguments = arguments;
  }

  /**
   * Queues the kernel behind everything queued earlier; does not wait for it.
   *
   * @throws IllegalStateException after this launch or its device was closed
   */
  public void enqueue() {
    device.enqueue(this);
    noteLaunch();
  }

  /** Lets the build know that it was launched. */
  void noteLaunch() {
    if (!launched) {
      launched = true;
      build.launched(kernelName + Arrays.toString(local));
    }
  }

  /** Name of the kernel function. */
  public String kernelName() {
    return kernelName;
  }

  /** The plan node that it serves. */
  public String node() {
    return node;
  }

  /** The implementation that it belongs to, as in {@code ImplicitGemm}. */
  public String implementation() {
    return implementation;
  }

  /** The tensors whose elements it reads. */
  public List<ClMemory> reads() {
    return arguments.stream()
        .filter(ClKernel.Argument::isRead)
        .map(ClKernel.Argument::memory)
        .toList();
  }

  /** The tensors whose elements it writes. */
  public List<ClMemory> writes() {
    return arguments.stream()
        .filter(ClKernel.Argument::isWritten)
        .map(ClKernel.Argument::memory)
        .toList();
  }

  ClKernel kernel() {
    return kernel;
  }

  ClBuild build() {
    return build;
  }

  long[] global() {
    return global;
  }

  long @Nullable [] local() {
    return local;
  }

  /** Frees the kernel object; a second time does nothing. */
  @Override
  public void close() {
    kernel.release();
  }

  /**
   * One line of a launch trace: node, implementation, kernel, sizes, what is read and what is
   * written.
   */
  @Override
  public String toString() {
    return (node.isEmpty() ? "" : node + ": ")
        + (implementation.isEmpty() ? "" : implementation + " ")
        + kernelName
        + " global "
        + Arrays.toString(global)
        + (local == null ? "" : " local " + Arrays.toString(local))
        + " reads "
        + names(reads())
        + " writes "
        + names(writes());
  }

  private static String names(List<ClMemory> memories) {
    return memories.stream().map(ClMemory::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
