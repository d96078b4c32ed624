package io.fovea.backend;

/**
 * What a device was measured to do at most: a scale for what programs reach.
 *
 * @param flopsPerSecond floating-point operations, a fused multiply-add counted as two
 * @param bytesPerSecond bytes read and bytes written, together
 * @param flopsMeasured what was run for the first, in a few words
 * @param bytesMeasured what was run for the second
 */
public record Peak(
    double flopsPerSecond, double bytesPerSecond, String flopsMeasured, String bytesMeasured) {
  /**
   * The part of a time for which the device, at its peak, needs no longer: for the operations or
   * for the bytes, whatever takes longer. Bytes that stay in a cache may make it more than 1.
   */
  public double share(double flops, double bytes, double seconds) {
    return Math.max(flops / flopsPerSecond, bytes / bytesPerSecond) / seconds;
  }

  /**
   * Operations in a second that the device, at its peak, can do where each takes its share of the
   * bytes: the roofline.
   */
  public double limit(double flops, double bytes) {
    return flops == 0 ? 0 : flops / Math.max(flops / flopsPerSecond, bytes / bytesPerSecond);
  }
}
