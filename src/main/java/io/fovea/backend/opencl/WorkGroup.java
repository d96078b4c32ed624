package io.fovea.backend.opencl;

/** Sizes of work-groups. */
public final class WorkGroup {
  private WorkGroup() {}

  /** The largest power of two up to {@code most} that the device takes. */
  public static int atMost(ClTarget target, int most) {
    long limit = Math.min(most, Math.max(1, target.device().maxWorkGroup()));
    return (int) Long.highestOneBit(limit);
  }

  /** The number of work-items, rounded up to whole groups. */
  public static long covering(long items, int group) {
    return (items + group - 1) / group * group;
  }

  /** The largest vector of at most {@code most} lanes that divides the channels; a power of two. */
  public static int vector(int channels, int most) {
    return Math.min(Integer.lowestOneBit(channels), most);
  }
}
