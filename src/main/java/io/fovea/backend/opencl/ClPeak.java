package io.fovea.backend.opencl;

import io.fovea.backend.Peak;
import io.fovea.tensor.DType;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Measures what a device can do at most: multiply-adds in registers, and a copy of an array that
 * fits into no cache, by the device's own clock. The best launch counts.
 */
final class ClPeak {
  private static final int LAUNCHES = 8;
  private static final long LAUNCH_NANOS = 5_000_000;
  private static final int GROUP = 256;

  /** Work-items for each compute unit: enough to hide every latency. */
  private static final int GPU_ITEMS = 2048;

  private static final int CPU_ITEMS = 8;
  private static final long GPU_COPIED_BYTES = 256L << 20;
  private static final long CPU_COPIED_BYTES = 32L << 20;

  private final ClDevice device;
  private final boolean isGpu;
  private final int group;

  ClPeak(ClDevice device) {
    this.device = device;
    this.isGpu = device.target().family() != KernelFamily.CPU;
    this.group = isGpu ? WorkGroup.atMost(device.target(), GROUP) : 1;
  }

  Peak measure() {
    // As many chains as hide the latency of a multiply-add without leaving the registers: that
    // depends on how wide a register is, which the faster one knows.
    int vec = isGpu ? 4 : 16;
    int chains = isGpu ? 4 : 5;
    double some = multiplyAdds(vec, chains);
    double more = multiplyAdds(vec, 2 * chains);
    int bytes = copiedBytes();
    return new Peak(
        Math.max(some, more),
        copies(vec, bytes),
        "multiply-adds in registers, %d chains of %d floats a work-item"
            .formatted(some < more ? 2 * chains : chains, vec),
        "a copy of %d MiB".formatted(bytes >> 20));
  }

  private double multiplyAdds(int vec, int chains) {
    int items = device.limits().computeUnits() * (isGpu ? GPU_ITEMS : CPU_ITEMS);
    try (ClRegion region = tensors(items * vec)) {
      IntFunction<ClLaunch> steps =
          count ->
              device
                  .kernel(
                      "peak.cl", "peak_multiply_add", Macros.of("VEC", vec).with("CHAINS", chains))
                  .as("peak", "peak")
                  .ints(count)
                  .floats(0.5f, 0.25f)
                  .read(region.get(0))
                  .write(region.get(1))
                  .global(items)
                  .local(group)
                  .bind();
      int count = 64;
      while (best(steps.apply(count), 1) < LAUNCH_NANOS && count < 1 << 24) {
        count *= 2;
      }
      return 2e9 * items * vec * chains * count / best(steps.apply(count), LAUNCHES);
    }
  }

  private double copies(int vec, int bytes) {
    int count = bytes / Float.BYTES;
    int items = isGpu ? count / vec : device.limits().computeUnits() * CPU_ITEMS;
    Macros macros = Macros.of("VEC", vec).with("CHAINS", 1).with("CHUNK", isGpu ? 1 : 0);
    try (ClRegion region = tensors(count)) {
      ClLaunch copy =
          device
              .kernel("peak.cl", "peak_copy", macros)
              .as("peak", "peak")
              .ints(count)
              .read(region.get(0))
              .write(region.get(1))
              .global(WorkGroup.covering(items, group))
              .local(group)
              .bind();
      return 2e9 * bytes / best(copy, LAUNCHES);
    }
  }

  /** A whole number of MiB that the device can hold twice with ease. */
  private int copiedBytes() {
    long wanted = isGpu ? GPU_COPIED_BYTES : CPU_COPIED_BYTES;
    long most = Math.min(device.limits().maxAllocationBytes(), device.freeBytes()) / 4;
    return (int) Math.max(1L << 20, (Math.min(wanted, most) >> 20) << 20);
  }

  private ClRegion tensors(int length) {
    return ClAllocator.of(device)
        .allocate(
            "measuring the device's peak",
            List.of(
                new ClAllocator.Slot("x", length, DType.F32),
                new ClAllocator.Slot("y", length, DType.F32)));
  }

  /** The shortest time of some launches, in nanoseconds, after one that is not counted. */
  private double best(ClLaunch launch, int launches) {
    try (launch) {
      long best = Long.MAX_VALUE;
      for (int i = 0; i <= launches; i++) {
        long nanos = device.time(new ClLaunch[] {launch})[0];
        best = i == 0 ? best : Math.min(best, nanos);
      }
      return Math.max(1, best);
    }
  }
}
