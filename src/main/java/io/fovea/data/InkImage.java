package io.fovea.data;

import io.fovea.tensor.Philox;
import java.util.Arrays;

/**
 * A square image on which a pen writes. Per pixel it keeps how deep the pixel's centre lies inside
 * the ink (negative outside), the largest over all lines; at the end depth becomes brightness
 * through a soft and slightly ragged edge.
 */
final class InkImage {
  /** How far the edge of the ink reaches beyond the edge of the pen, in pixels, at most. */
  private static final float REACH = 1;

  /** How far paper and ink make the edge ragged, in pixels. */
  private static final float RAGGED = 0.35f;

  private final int size;
  private final float[] depth;

  InkImage(int size) {
    this.size = size;
    this.depth = new float[size * size];
    Arrays.fill(depth, Float.NEGATIVE_INFINITY);
  }

  /** Writes a line with round ends, in pixels. */
  void line(float ax, float ay, float bx, float by, float radius) {
    float reach = radius + REACH;
    int left = (int) Math.max(0, Math.min(ax, bx) - reach);
    int right = (int) Math.min(size - 1, Math.max(ax, bx) + reach);
    int top = (int) Math.max(0, Math.min(ay, by) - reach);
    int bottom = (int) Math.min(size - 1, Math.max(ay, by) + reach);
    float dx = bx - ax;
    float dy = by - ay;
    float perLength2 = 1 / (dx * dx + dy * dy + 1e-9f);
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        float px = x + 0.5f - ax;
        float py = y + 0.5f - ay;
        float t = Math.min(Math.max((px * dx + py * dy) * perLength2, 0), 1);
        float ex = px - t * dx;
        float ey = py - t * dy;
        float inside = radius - (float) Math.sqrt(ex * ex + ey * ey);
        int at = y * size + x;
        depth[at] = Math.max(depth[at], inside);
      }
    }
  }

  /**
   * Writes the brightness of each pixel, 0 to 255, to {@code to[at...]}.
   *
   * @param sharpness brightness gained per pixel of depth at the edge, where 1 is full
   */
  void develop(float sharpness, Philox.Sequence random, byte[] to, int at) {
    for (int i = 0; i < depth.length; i++) {
      if (depth[i] > -REACH) {
        int bits = random.nextInt();
        float noise = ((bits & 0xffff) + (bits >>> 16)) * 0x1p-16f - 1;
        float ink = 0.5f + sharpness * (depth[i] + RAGGED * noise);
        to[at + i] = (byte) (int) (255 * Math.min(Math.max(ink, 0), 1) + 0.5f);
      } else {
        to[at + i] = 0;
      }
    }
  }
}
