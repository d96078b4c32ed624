package io.fovea.backend.opencl.loss;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.WorkGroup;
import io.fovea.tensor.Shape;

/**
 * How rows of scores {@code [.., channels]} are dealt out, where each row needs a sum and a
 * maximum: long rows on a GPU to a work-group each, others to a work-item each.
 *
 * @param group work-items per row
 */
record ScoreRows(int rows, int channels, int vector, int group, Chunks chunks) {
  private static final int LONG_ROW = 64;
  private static final int GROUP = 256;
  private static final int CPU_VECTOR = 16;

  /** An exponential, in simple operations. */
  private static final int WORK_PER_SCORE = 20;

  static ScoreRows of(ClTarget target, Shape x) {
    int channels = x.dim(-1);
    int rows = (int) (x.elements() / channels);
    Chunks chunks = Chunks.of(target, WORK_PER_SCORE * channels);
    if (target.family() == KernelFamily.CPU) {
      return new ScoreRows(rows, channels, CPU_VECTOR, 1, chunks);
    }
    int most = Math.min(GROUP, Integer.highestOneBit(channels));
    int group = channels < LONG_ROW ? 1 : WorkGroup.atMost(target, most);
    return new ScoreRows(rows, channels, 1, group, chunks);
  }

  Macros macros() {
    return Macros.of("VEC", vector).with("GROUP", group).with(chunks.macros());
  }

  /** Sets a kernel's sizes, for all rows. */
  ClKernel deal(ClKernel kernel) {
    return group == 1 ? chunks.deal(kernel, rows) : kernel.global((long) rows * group).local(group);
  }
}
