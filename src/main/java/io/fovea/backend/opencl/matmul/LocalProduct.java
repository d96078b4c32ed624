package io.fovea.backend.opencl.matmul;

import io.fovea.backend.Precision;
import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.Macros;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.tensor.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Launches {@code matmul_portable.cl}, with matrix units by {@code mma.cl} where the target rounds
 * factors: products, and convolutions as products of image patches, in tiles that a work-group
 * shares. Where a result has few tiles and long sums, the sums are split into parts that are added
 * up afterwards; the number of parts follows from the extents alone.
 */
public final class LocalProduct {
  /** A floor to the work-groups that a large GPU wants, and to the steps worth a work-group. */
  private static final long ENOUGH_TILES = 256;

  private static final int LEAST_STEPS = 256;
  private static final int USUAL_TILE = 64;
  private static final int LOAD = 4;

  /** A tile that reaches over the last index must not wrap around. */
  private static final int MOST = Integer.MAX_VALUE - 1024;

  private LocalProduct() {}

  /** Why the target cannot run this product, or null. */
  public static @Nullable Unsupported refusal(ClTarget target, Product product) {
    if (!LocalTile.isSupported(target)) {
      return new Unsupported("its smallest work-group of 16 does not fit on the device");
    }
    int longest = Math.max(product.m(), Math.max(product.n(), product.k()));
    return longest <= MOST
        ? null
        : new Unsupported("its indexes end at " + MOST + ", the product reaches to " + longest);
  }

  /** Names of the tiles in which the target can compute this product, best first. */
  public static List<String> tiles(ClTarget target, Product product) {
    return tiles(target, product, Patches.none(product));
  }

  /** The same, for a product of patches. */
  public static List<String> tiles(ClTarget target, Product product, Patches patches) {
    int splits = splits(product.usual(), patches);
    return LocalTile.bestFirst(target, product.usual(), splits).stream()
        .map(LocalTile::toString)
        .toList();
  }

  /** Working memory for the parts of the product's sums; none where they are not split. */
  public static List<Workspace> workspace(Product product) {
    return workspace(product, Patches.none(product));
  }

  /** The same, for a product of patches. */
  public static List<Workspace> workspace(Product product, Patches patches) {
    int splits = splits(product, patches);
    return splits == 1 ? List.of() : List.of(new Workspace(DType.F32, splits * part(product)));
  }

  /** Elements of a part of the result, with a row for the sums of w's columns. */
  private static long part(Product product) {
    return (product.m() + 1L) * product.ldy();
  }

  /** Into how many parts each sum is split. */
  static int splits(Product product, Patches patches) {
    long tiles = ceil(product.m(), USUAL_TILE) * ceil(product.n(), USUAL_TILE) * product.groups();
    long most = Math.min(ENOUGH_TILES / tiles, product.k() / patches.phases() / LEAST_STEPS);
    return (int) Math.max(1, Math.min(most, Integer.MAX_VALUE / part(product)));
  }

  /**
   * The product, its sums split where that is worthwhile.
   *
   * @param part index of the node's {@link #workspace}, if there is one
   */
  public static void launch(ClNode node, Product product, Operands operands, ClMemory y, int part) {
    launch(node, product, Patches.none(product), operands, y, part);
  }

  /** The same, for a product of patches. */
  public static void launch(
      ClNode node, Product product, Patches patches, Operands operands, ClMemory y, int part) {
    int splits = splits(product, patches);
    LocalTile tile = tile(node, product, splits(product.usual(), patches));
    if (splits == 1) {
      launch(node, tile, product, patches, operands, y, 1, false);
      PartialSums.prepare(node, product.ldy(), operands);
    } else {
      ClMemory parts = node.workspace(part);
      int size = splits * product.m() * product.ldy();
      ClMemory sums =
          operands.sums() == null ? null : parts.part("sums", size, splits * product.ldy());
      ClMemory own = parts.part("parts", 0, size);
      launch(node, tile, product, patches, operands.plain(sums), own, splits, false);
      PartialSums.launch(node, parts, splits, product.ldy(), operands, y);
    }
  }

  /** The product, its sums not split; they may go on from what y holds. */
  static void launchWhole(
      ClNode node, Product product, Operands operands, ClMemory y, boolean accumulate) {
    Patches none = Patches.none(product);
    launch(node, tile(node, product, 1), product, none, operands, y, 1, accumulate);
  }

  /**
   * The tile for a product.
   *
   * @param splits of its sums, where the batch is of usual size
   */
  private static LocalTile tile(ClNode node, Product product, int splits) {
    ClTarget target = node.target();
    return target.pick(LocalTile.bestFirst(target, product.usual(), splits));
  }

  private static void launch(
      ClNode node,
      LocalTile tile,
      Product product,
      Patches patches,
      Operands operands,
      ClMemory y,
      int splits,
      boolean accumulate) {
    Macros macros =
        tile.macros(node.target())
            .with(patches.macros())
            .flag("TRANSPOSE_A", product.transposeA())
            .flag("TRANSPOSE_W", product.transposeW())
            .flag("COLUMN_SUMS", operands.sums() != null)
            .flag("ALIGNED_A", isAligned(operands.a().offset(), product.lda(), product.groupA()))
            .flag("ALIGNED_W", isAligned(operands.w().offset(), product.ldw(), product.groupW()))
            .flag(
                "ALIGNED_Y",
                operands.isEpilogueAligned(LOAD)
                    && isAligned(y.offset(), product.ldy(), product.groupY()));
    boolean hasUnits = node.target().precision() != Precision.FP32;
    String name = hasUnits ? "matmul_mma" : "matmul_portable";
    ClKernel kernel = node.kernel("matmul_portable.cl", name, macros);
    kernel
        .ints(product.m(), product.n(), product.k())
        .ints(product.lda(), product.ldw(), product.ldy())
        .ints(product.groupA(), product.groupW(), product.groupY())
        .ints(splits);
    operands.bindEpilogue(kernel).ints(accumulate ? 1 : 0);
    operands.bindInputs(kernel);
    operands
        .bindSums(accumulate ? kernel.update(y) : kernel.write(y))
        .global(
            tile.tiles(patches.rows(), product.n()) * tile.items(),
            (long) product.groups() * patches.phases() * splits)
        .local(tile.items(), 1)
        .bind();
  }

  /** Whether every row begins at a multiple of the elements that are loaded at once. */
  private static boolean isAligned(int offset, int ld, int group) {
    return (offset | ld | group) % LOAD == 0;
  }

  private static long ceil(int extent, int tile) {
    return ((long) extent + tile - 1) / tile;
  }
}
