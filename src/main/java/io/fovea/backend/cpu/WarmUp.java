package io.fovea.backend.cpu;

import io.fovea.graph.Node;

/**
 * The time before C2 has compiled the Vector API's loops. Each vector is an object then, and a node
 * takes up to a hundred times as long as afterwards, some tenths of a second for the first of a
 * kind. Plain Java is fast much sooner. So a node begins with plain loops, whose results are the
 * same bit for bit, and goes over to the others when that has cost about as much as these will:
 * whoever runs a few steps never waits for C2, and whoever runs many has lost little.
 */
final class WarmUp {
  /** The time that a node takes with plain loops before it goes over to the others. */
  private static final long PLAIN_NANOS = 30_000_000;

  /** Nodes of more floating-point operations would take longer with plain loops than it lasts. */
  private static final long MOST_FLOPS = 100_000_000;

  /** So long after the first node has gone over, the loops are taken to be compiled. */
  private static final long OVER_NANOS = 3_000_000_000L;

  private final CpuKernels plain;
  private final boolean isNeeded;
  private volatile boolean hasTurned;
  private volatile long turned;

  private WarmUp(CpuKernels plain, boolean isNeeded) {
    this.plain = plain;
    this.isNeeded = isNeeded;
  }

  /** None: these loops are fast from the beginning, or wanted at once. */
  static WarmUp none(CpuKernels kernels) {
    return new WarmUp(kernels, false);
  }

  /**
   * One for the loops of the Vector API.
   *
   * @param plain loops that compute the same
   */
  static WarmUp with(CpuKernels plain) {
    return new WarmUp(plain, true);
  }

  /** Whether a node is to begin with plain loops. */
  boolean concerns(Node node) {
    return isNeeded && !isOver() && node.cost().flops() <= MOST_FLOPS;
  }

  private boolean isOver() {
    return hasTurned && System.nanoTime() - turned > OVER_NANOS;
  }

  /** The plain loops. */
  CpuKernels plain() {
    return plain;
  }

  /** One of two steps that compute the same: at first the one with plain loops. */
  CpuStep beginWith(CpuStep plainStep, CpuStep step) {
    return new CpuStep() {
      private long left = PLAIN_NANOS;

      @Override
      public void run() {
        if (left <= 0) {
          step.run();
          return;
        }
        long start = System.nanoTime();
        plainStep.run();
        long end = System.nanoTime();
        left -= end - start;
        if (left <= 0 && !hasTurned) {
          turned = end;
          hasTurned = true;
        }
      }
    };
  }
}
