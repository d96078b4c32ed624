package io.fovea.backend.opencl.matmul;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.WorkGroup;

/**
 * Launches {@code sum_parts.cl}: adds up the parts of split sums, in their order. Behind the parts
 * of a result lie those of the sums of a factor's columns, where these are wanted.
 */
public final class PartialSums {
  private static final String FILE = "sum_parts.cl";
  private static final int GPU_VECTOR = 4;
  private static final int CPU_VECTOR = 16;

  private PartialSums() {}

  /**
   * @param parts {@code splits} times the elements of y, and of a row of it where operands want
   *     sums
   * @param columns elements of a row of y, one per element of bias and slope
   * @param operands their epilogue and sums alone are used; they have no more than one of both
   */
  public static void launch(
      ClNode node, ClMemory parts, int splits, int columns, Operands operands, ClMemory y) {
    int vector = vector(node, columns, operands);
    Chunks chunks = Chunks.of(node.target(), splits * vector);
    ClMemory sums = operands.sums();
    long vectors = vectors(y.length(), vector);
    ClKernel kernel =
        node.kernel(
            FILE, sums == null ? "sum_parts" : "sum_parts_and_columns", macros(vector, chunks));
    kernel.ints(y.length(), columns, splits);
    if (sums == null) {
      operands.bindEpilogue(kernel);
      operands.bindEpilogueInputs(kernel.read(parts)).write(y);
    } else {
      vectors += vectors(columns, vector);
      kernel.read(parts).write(y, sums);
    }
    chunks.deal(kernel, vectors).bind();
  }

  private static long vectors(int count, int vector) {
    return ((long) count + vector - 1) / vector;
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
