package io.fovea.backend.cpu;

import io.fovea.graph.Node;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time before C2 has compiled the Vector API's loops. Each vector is an object then, and a loop
 * takes up to a hundred times as long as afterwards: the first step of a small net, more than a
 * second. Plain Java is fast much sooner. So nodes begin with plain loops, whose results are the
 * same bit for bit, and go over to the others, all at once, when that has taken a while: whoever
 * runs little never waits for C2, and whoever runs much has lost that while.
 */
final class ColdStart {
  /** What plain loops may take, all nodes together. */
  static final long PLAIN_NANOS = 500_000_000;

  /** Nodes of more floating-point operations would alone take much of that. */
  private static final long MOST_FLOPS = 40_000_000;

  private final CpuKernels plain;
  private final AtomicLong left;

  private ColdStart(CpuKernels plain, long nanos) {
    this.plain = plain;
    this.left = new AtomicLong(nanos);
  }

  /** None: these loops are fast from the beginning, or wanted at once. */
  static ColdStart none(CpuKernels kernels) {
    return new ColdStart(kernels, 0);
  }

  /**
   * One for the loops of the Vector API.
   *
   * @param plain loops that compute the same
   */
  static ColdStart with(CpuKernels plain) {
    return new ColdStart(plain, PLAIN_NANOS);
  }

  private boolean isOver() {
    return left.get() <= 0;
  }

  /** Whether a node is to begin with plain loops. */
  boolean concerns(Node node) {
    return !isOver() && node.cost().flops() <= MOST_FLOPS;
  }

  /** The plain loops. */
  CpuKernels plain() {
    return plain;
  }

  /** One of two steps that compute the same: until it is over, the one with plain loops. */
  CpuStep beginWith(CpuStep plainStep, CpuStep step) {
    return () -> {
      if (isOver()) {
        step.run();
      } else {
        long start = System.nanoTime();
        plainStep.run();
        left.addAndGet(start - System.nanoTime());
      }
    };
  }
}
