package io.fovea.backend.opencl.matmul;

import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.KernelFamily;

/** Launches one matrix product, by the kernels of the target's family. */
public final class Multiplier {
  private Multiplier() {}

  /**
   * @param accumulate whether the sums go on from what y holds, rather than from zero
   */
  public static void launch(
      ClNode node, Product product, Operands operands, ClMemory y, boolean accumulate) {
    if (node.target().family() == KernelFamily.CPU) {
      RegisterProduct.launch(node, product, operands, y, accumulate);
    } else {
      LocalProduct.launch(node, product, operands, y, accumulate);
    }
  }
}
