package io.fovea.backend.opencl;

/**
 * How elementwise work is dealt out: a work-item treats {@code size} consecutive elements, a
 * work-group holds {@code group} work-items. Neither changes a bit of any result.
 *
 * <p>A GPU takes one element per work-item. On a device that runs a work-group as a loop, a
 * work-item is a loop of its own, which the device's compiler vectorises better: measured on PoCL,
 * a third to a quarter of the time.
 */
public record Chunks(int size, int group) {
  private static final int CPU_WORK = 4096;
  private static final int GROUP = 256;

  /** For elements that cost about one operation each. */
  public static Chunks of(ClTarget target) {
    return of(target, 1);
  }

  /** For pixels, rows or the like that cost about {@code work} operations each. */
  public static Chunks of(ClTarget target, int work) {
    return switch (target.family()) {
      case NVIDIA, PORTABLE, NVIDIA_EMULATED -> new Chunks(1, WorkGroup.atMost(target, GROUP));
      case CPU -> new Chunks(Math.max(1, CPU_WORK / Math.max(1, work)), 1);
    };
  }

  /**
   * What the kernel needs to know of this: on a GPU nothing, on a CPU device that its work-items
   * share all elements equally, however many there are.
   */
  public Macros macros() {
    return group == 1 ? Macros.of("CHUNK", 0) : Macros.none();
  }

  /** Sets a kernel's sizes, for that many elements. */
  public ClKernel deal(ClKernel kernel, long count) {
    return kernel.global(WorkGroup.covering(items(count), group)).local(group);
  }

  /** Work-items for that many elements. */
  public long items(long count) {
    return (count + size - 1) / size;
  }
}
