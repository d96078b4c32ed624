package io.fovea.backend.opencl;

import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;

/**
 * How a sum over all rows of a tensor {@code [.., channels]} is dealt out. The rows are cut into
 * parts; a work-group treats a few channels of one part, its work-items taking turns at the rows.
 * The order of the sum follows from rows, channels and family alone.
 *
 * @param rows number of rows
 * @param channels number of channels
 * @param vector consecutive channels that a work-item treats at once
 * @param groupChannels vectors that a work-group treats side by side
 * @param groupRows work-items that take turns at the rows
 * @param partRows rows of a part
 */
public record ChannelTile(
    int rows, int channels, int vector, int groupChannels, int groupRows, int partRows) {
  private static final int GROUP = 256;
  private static final int MOST_CHANNELS = 32;
  private static final int MOST_PARTS = 256;
  private static final int LEAST_ROWS_EACH = 16;
  private static final int CPU_PART_ROWS = 256;
  private static final int CPU_VECTOR = 16;

  /** For a tensor whose last axis holds the channels: vectors that divide them. */
  public static ChannelTile of(ClTarget target, Shape x) {
    return of(target, x, WorkGroup.vector(x.dim(-1), CPU_VECTOR));
  }

  /** The same, for a kernel that takes any number of channels: its last vector may be cut off. */
  public static ChannelTile ofWholeVectors(ClTarget target, Shape x) {
    return of(target, x, CPU_VECTOR);
  }

  private static ChannelTile of(ClTarget target, Shape x, int vector) {
    int channels = x.dim(-1);
    int rows = (int) (x.elements() / channels);
    int fewParts = (rows + MOST_PARTS - 1) / MOST_PARTS;
    return switch (target.family()) {
      case NVIDIA, PORTABLE, NVIDIA_EMULATED -> {
        int group = WorkGroup.atMost(target, GROUP);
        int upToChannels = Integer.highestOneBit(2 * channels - 1);
        int groupChannels = Math.min(group, Math.min(MOST_CHANNELS, upToChannels));
        int groupRows = group / groupChannels;
        int partRows = Math.max(fewParts, LEAST_ROWS_EACH * groupRows);
        yield new ChannelTile(rows, channels, 1, groupChannels, groupRows, partRows);
      }
      case CPU -> new ChannelTile(rows, channels, vector, 1, 1, Math.max(fewParts, CPU_PART_ROWS));
    };
  }

  /** Number of parts. */
  public int parts() {
    return (rows + partRows - 1) / partRows;
  }

  /** Working memory for {@code values} numbers per part and channel. */
  public Workspace workspace(int values) {
    return new Workspace(DType.F32, (long) parts() * values * channels);
  }

  /** What the kernel needs to know of this when it is built. */
  public Macros macros() {
    return Macros.of("VEC", vector)
        .with("GROUP_CHANNELS", groupChannels)
        .with("GROUP_ROWS", groupRows);
  }

  /** Sets a kernel's sizes, for all channels of that many parts. */
  public ClKernel deal(ClKernel kernel, int partCount) {
    long vectors = ((long) channels + vector - 1) / vector;
    return kernel
        .global(WorkGroup.covering(vectors, groupChannels), (long) partCount * groupRows)
        .local(groupChannels, groupRows);
  }
}
