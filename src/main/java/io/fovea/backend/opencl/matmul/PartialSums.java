package io.fovea.backend.opencl.matmul;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.WorkGroup;

/** Launches {@code sum_parts.cl}: adds up the parts of split sums, in their order. */
public final class PartialSums {
  private static final String FILE = "sum_parts.cl";
  private static final int GPU_VECTOR = 4;
  private static final int CPU_VECTOR = 16;

  private PartialSums() {}

  /**
   * @param parts {@code splits} times the elements of y
   * @param columns elements of a row of y, one per element of bias and slope
   * @param operands their epilogue alone is used
   */
  public static void launch(
      ClNode node, ClMemory parts, int splits, int columns, Operands operands, ClMemory y) {
    int vector = vector(node, columns, operands);
    Chunks chunks = Chunks.of(node.target(), splits * vector);
    ClKernel kernel = node.kernel(FILE, "sum_parts", macros(vector, chunks));
    operands.bindEpilogue(kernel.ints(y.length(), columns, splits));
    operands.bindEpilogueInputs(kernel.read(parts)).write(y);
    chunks.deal(kernel, (y.length() + vector - 1) / vector).bind();
  }

  /**
   * Builds it for other batches of a node, whose sums are split where those of this one are not.
   */
  public static void prepare(ClNode node, int columns, Operands operands) {
    int vector = vector(node, columns, operands);
    node.prepare(FILE, macros(vector, Chunks.of(node.target(), vector)));
  }

  /** Elements that a work-item adds at once. */
  private static int vector(ClNode node, int columns, Operands operands) {
    boolean cpu = node.target().family() == KernelFamily.CPU;
    int most = cpu ? CPU_VECTOR : GPU_VECTOR;
    return operands.goesByColumn() ? WorkGroup.vector(columns, most) : most;
  }

  private static Macros macros(int vector, Chunks chunks) {
    return Macros.of("VEC", vector).with(chunks.macros());
  }
}
