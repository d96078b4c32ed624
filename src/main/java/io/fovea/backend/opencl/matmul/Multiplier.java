package io.fovea.backend.opencl.matmul;

import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;

/** Launches one matrix product, by the kernels of the target's family. */
public final class Multiplier {
  private Multiplier() {}

  /** Working memory for a product whose sums may be split. */
  public static List<Workspace> workspace(ClTarget target, Product product) {
    return target.family() == KernelFamily.CPU ? List.of() : LocalProduct.workspace(product);
  }

  /** Names of the tiles for a product whose sums may be split, best first. */
  public static List<String> tiles(ClTarget target, Product product) {
    return target.family() == KernelFamily.CPU
        ? RegisterTile.names(target, product.n())
        : LocalProduct.tiles(target, product);
  }

  /**
   * The product, its sums split where that is worthwhile.
   *
   * @param part index of the node's {@link #workspace}, if there is one
   */
  public static void launch(ClNode node, Product product, Operands operands, ClMemory y, int part) {
    if (node.target().family() == KernelFamily.CPU) {
      RegisterProduct.launch(node, product, operands, y, false);
    } else {
      LocalProduct.launch(node, product, operands, y, part);
    }
  }

  /**
   * The product, its sums not split.
   *
   * @param accumulate whether the sums go on from what y holds, rather than from zero
   */
  public static void launchWhole(
      ClNode node, Product product, Operands operands, ClMemory y, boolean accumulate) {
    if (node.target().family() == KernelFamily.CPU) {
      RegisterProduct.launch(node, product, operands, y, accumulate);
    } else {
      LocalProduct.launchWhole(node, product, operands, y, accumulate);
    }
  }
}
