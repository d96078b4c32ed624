package io.fovea.backend.cpu;

import java.util.ArrayList;
import java.util.List;

/**
 * Windows side by side that the edges of the input leave the same taps.
 *
 * @param first the leftmost window
 * @param count number of windows
 */
record WindowRun(int first, int count) {
  /** The windows of a line, from left to right. */
  static List<WindowRun> of(PoolWindow columns, int windows) {
    List<WindowRun> runs = new ArrayList<>();
    int first = 0;
    for (int o = 1; o <= windows; o++) {
      if (o == windows || !columns.holdsSameTaps(first, o)) {
        runs.add(new WindowRun(first, o - first));
        first = o;
      }
    }
    return runs;
  }
}
