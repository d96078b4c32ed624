package io.fovea.backend.opencl.matmul;

import io.fovea.backend.opencl.ClDeviceInfo;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;

/** Launches {@code matmul_cpu.cl}: products in the vector registers of a processor core. */
final class RegisterProduct {
  /**
   * What an item computes, step after step of k. As many rows as keep their part of a, so many
   * steps long, in a core's second cache; as many steps as keep a panel of w in or near the first;
   * and columns that use each part of a several times.
   */
  private record Block(int rows, int columns, int depth) {
    private static final Block OF_UP_TO_8_LANES = new Block(240, 64, 256);

    /** Processors with vectors of 16 have larger caches. */
    private static final Block OF_16_LANES = new Block(160, 128, 512);

    static Block of(RegisterTile tile) {
      return tile.lanes() < 16 ? OF_UP_TO_8_LANES : OF_16_LANES;
    }
  }

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
    Block block = Block.of(tile);
    Macros macros = tile.macros().with("DEPTH", block.depth()).flag("PACK", pack);
    int blockN = Math.max(1, block.columns() / tile.panel()) * tile.panel();
    long rowBlocks = ceil(product.m(), block.rows());
    long wanted = (long) ITEMS_PER_CORE * device.computeUnits();
    while (rowBlocks * columnBlocks(product, blockN) < wanted && blockN > tile.panel()) {
      blockN -= tile.panel();
    }
    while (rowBlocks * columnBlocks(product, blockN) < wanted
        && product.m() > 2 * rowBlocks * tile.rows()) {
      rowBlocks *= 2;
    }
    int tiles = (int) ceil(product.m(), tile.rows());
    int tilesOfBlock = (int) ceil(tiles, (int) rowBlocks);
    int blockM = tilesOfBlock * tile.rows();
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

  private static long columnBlocks(Product product, int blockN) {
    return ceil(product.n(), blockN) * product.groups();
  }

  private static long ceil(int extent, int block) {
    return ((long) extent + block - 1) / block;
  }
}
