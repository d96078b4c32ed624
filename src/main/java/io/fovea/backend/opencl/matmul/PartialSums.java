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
  private static final int GPU_VECTOR = 4;
  private static final int CPU_VECTOR = 16;

  private PartialSums() {}

  /**
   * @param parts {@code splits} times the elements of y
   * @param columns elements of a row of y, one per element of the bias
   * @param operands their epilogue alone is used
   */
  public static void launch(
      ClNode node, ClMemory parts, int splits, int columns, Operands operands, ClMemory y) {
    boolean cpu = node.target().family() == KernelFamily.CPU;
    int most = cpu ? CPU_VECTOR : GPU_VECTOR;
    int vector = operands.bias() == null ? most : WorkGroup.vector(columns, most);
    Chunks chunks = Chunks.of(node.target(), splits * vector);
    ClKernel kernel =
        node.kernel("sum_parts.cl", "sum_parts", Macros.of("VEC", vector).with(chunks.macros()));
    operands.bindEpilogue(kernel.ints(y.length(), columns, splits));
    kernel.read(parts, operands.biasOrAny()).write(y);
    chunks.deal(kernel, (y.length() + vector - 1) / vector).bind();
  }
}
