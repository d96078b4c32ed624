package io.fovea.backend.cpu;

/**
 * Along one axis, the pixels that the windows of a pooling hold.
 *
 * @param extent input pixels
 * @param before padding before them
 * @param after padding behind them
 */
record PoolWindow(int extent, int size, int stride, int before, int after) {
  /** First pixel of window o; it may lie in the padding. */
  int start(int o) {
    return o * stride - before;
  }

  /** First pixel of window o inside the input. */
  int first(int o) {
    return Math.max(0, start(o));
  }

  /** One past the last pixel of window o inside the input. */
  int end(int o) {
    return Math.min(extent, start(o) + size);
  }

  /** Whether two windows reach equally far into the input. */
  boolean holdsSameTaps(int o, int other) {
    return first(o) - start(o) == first(other) - start(other)
        && end(o) - start(o) == end(other) - start(other);
  }

  /** Pixels of window o that a mean divides by. */
  int counted(int o, boolean countPadding) {
    return countPadding ? Math.min(extent + after, start(o) + size) - start(o) : end(o) - first(o);
  }
}
