package io.fovea.backend.opencl.reduce;

import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.WorkGroup;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.tensor.DType;
import java.util.List;

/**
 * How a sum over a whole tensor is dealt out: parts of a fixed size, each summed by a work-group,
 * then the sums of the parts by one. The order follows from the family alone.
 *
 * @param part elements of a part
 * @param group work-items that sum a part
 * @param vector elements that a work-item adds at once
 */
record PartialSums(int part, int group, int vector) {
  static PartialSums of(ClTarget target) {
    return switch (target.family()) {
      case NVIDIA, PORTABLE, NVIDIA_EMULATED ->
          new PartialSums(16384, WorkGroup.atMost(target, 256), 4);
      case CPU -> new PartialSums(65536, 1, 16);
    };
  }

  int parts(int count) {
    return (count + part - 1) / part;
  }

  /** Room for the sums of the parts; none where there is only one part. */
  List<Workspace> workspace(long count) {
    return count <= part ? List.of() : List.of(new Workspace(DType.F32, (count + part - 1) / part));
  }

  Macros macros() {
    return Macros.of("GROUP", group).with("VEC", vector);
  }

  /**
   * Sums the parts of x, or their squares, unless x has only one part.
   *
   * @return what is left to be summed by one work-group: the sums, or x itself
   */
  ClMemory reduce(ClNode node, ClMemory x, boolean squares) {
    if (x.length() <= part) {
      return x;
    }
    ClMemory sums = node.workspace(0);
    int parts = parts(x.length());
    node.kernel("sum.cl", "sum", macros())
        .ints(x.length(), part, squares ? 1 : 0)
        .read(x)
        .write(sums)
        .global((long) parts * group)
        .local(group)
        .bind();
    return sums;
  }
}
