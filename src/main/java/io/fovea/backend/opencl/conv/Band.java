package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClDeviceInfo;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive output rows of an image whose input a work-item of a CPU device holds in private
 * memory: one group's channels, with the border. Its size changes no bit of a result.
 *
 * @param rows output rows
 * @param count bands in an image
 * @param bytes private memory for the input rows of a band
 */
record Band(int rows, int count, long bytes) {
  /** Room in a core's second cache, where the kernels read the band from. */
  private static final int CACHED_BYTES = 192 << 10;

  /** As many floats. */
  static final int CACHED_FLOATS = CACHED_BYTES / Float.BYTES;

  /** Floats between pixels that the weight gradient leaves free. */
  private static final int GAP = 8;

  /** The largest band that stays in the cache, or one row, and all bands about equal. */
  static Band of(Convolution c) {
    int most = c.oh();
    while (most > 1 && bytes(c, most) > CACHED_BYTES) {
      most = (most + 1) / 2;
    }
    int count = (c.oh() + most - 1) / most;
    int rows = (c.oh() + count - 1) / count;
    return new Band(rows, (c.oh() + rows - 1) / rows, bytes(c, rows));
  }

  private static long bytes(Convolution c, int rows) {
    long height = reach(rows, c.strideH(), c.kh(), c.dilationH(), c.upsampleH());
    long width = reach(c.ow(), c.strideW(), c.kw(), c.dilationW(), c.upsampleW());
    double bytes = (double) height * width * (c.groupIc() + GAP) * Float.BYTES;
    return (long) Math.min(bytes, 0x1p62);
  }

  /** Input rows or columns that some neighbouring outputs read. */
  private static long reach(int outputs, int stride, int kernel, int dilation, int upsample) {
    long last = (outputs - 1L) * stride + (kernel - 1L) * dilation;
    return (last + upsample - 1) / upsample + 1;
  }

  /** Whether it stays in the cache. */
  boolean isCached() {
    return bytes <= CACHED_BYTES;
  }

  /** Why a work-item cannot have this band and as many bytes more, or null. */
  @Nullable Unsupported refusal(long moreBytes) {
    long needed = bytes + moreBytes;
    return needed <= ClDeviceInfo.CPU_PRIVATE_BYTES
        ? null
        : new Unsupported(
            "a work-item needs "
                + needed
                + " bytes of private memory, it may have "
                + ClDeviceInfo.CPU_PRIVATE_BYTES);
  }
}
