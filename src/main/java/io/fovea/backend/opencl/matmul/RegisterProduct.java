package io.fovea.backend.opencl.matmul;

import io.fovea.backend.opencl.ClDeviceInfo;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;

/** Launches {@code matmul_cpu.cl}: products in the vector registers of a processor core. */
final class RegisterProduct {
  private static final int BLOCK_COLUMNS = 64;

  /** As many rows as keep their part of a, DEPTH steps long, in a core's second cache. */
  private static final int BLOCK_ROWS = 240;

  /** Above this distance between its rows, a panel of w is copied together before it is used. */
  private static final int FAR_APART = 512;

  private static final int ITEMS_PER_CORE = 4;

  private RegisterProduct() {}

  /**
   * @param accumulate whether the sums go on from what y holds
   */
  static void launch(
      ClNode node, Product product, Operands operands, ClMemory y, boolean accumulate) {
    ClDeviceInfo device = node.target().device();
    RegisterTile tile = RegisterTile.of(node.target(), product.n());
    boolean whole = product.n() % tile.panel() == 0;
    boolean pack = product.transposeW() || !whole || product.ldw() > FAR_APART;
    Macros macros = tile.macros().flag("PACK", pack);
    int blockN = Math.max(1, BLOCK_COLUMNS / tile.panel()) * tile.panel();
    int blockM = BLOCK_ROWS / tile.rows() * tile.rows();
    long wanted = (long) ITEMS_PER_CORE * device.computeUnits();
    while (blocks(product, blockM, blockN) < wanted && blockN > tile.panel()) {
      blockN -= tile.panel();
    }
    while (blocks(product, blockM, blockN) < wanted && blockM > 2 * tile.rows()) {
      blockM = (blockM / 2 + tile.rows() - 1) / tile.rows() * tile.rows();
    }
    ClKernel kernel = node.kernel("matmul_cpu.cl", "matmul_cpu", macros);
    kernel
        .ints(product.m(), product.n(), product.k())
        .ints(product.transposeA() ? 1 : product.lda(), product.transposeA() ? product.lda() : 1)
        .ints(product.transposeW() ? 1 : product.ldw(), product.transposeW() ? product.ldw() : 1)
        .ints(product.ldy(), product.groupA(), product.groupW(), product.groupY())
        .ints(blockM, blockN);
    operands.bindEpilogue(kernel).ints(accumulate ? 1 : 0, operands.sums() == null ? 0 : 1);
    operands.bindInputs(kernel);
    operands
        .bindSumsOrAny(accumulate ? kernel.update(y) : kernel.write(y))
        .global(ceil(product.m(), blockM), ceil(product.n(), blockN), product.groups())
        .local(1, 1, 1)
        .bind();
  }

  private static long blocks(Product product, int blockM, int blockN) {
    return ceil(product.m(), blockM) * ceil(product.n(), blockN) * product.groups();
  }

  private static long ceil(int extent, int block) {
    return ((long) extent + block - 1) / block;
  }
}
