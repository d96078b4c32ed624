package io.fovea.backend.opencl.matmul;

import io.fovea.backend.Precision;
import io.fovea.backend.opencl.ClDeviceInfo;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.Macros;
import java.util.Comparator;
import java.util.List;

/**
 * The part of a result that a work-group of a GPU computes: {@code m} rows by {@code n} columns,
 * {@code itemM} by {@code itemN} of them in each work-item. It changes no bit of the result.
 */
record LocalTile(int m, int n, int itemM, int itemN) {
  /** Forces a tile by its name, as {@code 128x64}, where the device can run it. */
  static final String PROPERTY = "fovea.opencl.tile";

  /** Largest first. */
  static final List<LocalTile> ALL =
      List.of(
          new LocalTile(128, 128, 8, 8),
          new LocalTile(128, 64, 8, 8),
          new LocalTile(64, 64, 8, 4),
          new LocalTile(128, 32, 8, 4),
          new LocalTile(32, 32, 4, 4),
          new LocalTile(16, 16, 4, 4));

  /** Steps of k for which a tile of each factor lies in local memory. */
  private static final int STEPS = 8;

  /** The same for matrix units, which take that many of bf16 at once. */
  private static final int UNIT_STEPS = 16;

  /** More columns in each row of a factor's tile. */
  private static final int PADDING = 4;

  private static final int UNIT_PADDING = 8;

  /** Work-items that use a matrix unit together. */
  private static final int WARP = 32;

  /** Sums of an item for which a device without local memory of its own, as PoCL, has registers. */
  private static final int PROCESSOR_SUMS = 32;

  /** Multiply-adds that a compute unit of a GPU begins at a time. */
  private static final int LANES = 128;

  /** Multiply-adds that take as long as reading a row's or column's number from local memory. */
  private static final int READ = 2;

  /**
   * The tiles that the device can run, the one first that promises to take the least time, by
   * {@link #time}; the larger one of equals.
   *
   * @param splits parts of each sum, each by work-groups of its own
   */
  static List<LocalTile> bestFirst(ClTarget target, Product product, int splits) {
    String forced = System.getProperty(PROPERTY, "");
    ClDeviceInfo device = target.device();
    List<LocalTile> tiles =
        ALL.stream()
            .filter(tile -> tile.fits(target))
            .filter(tile -> forced.isEmpty() ? tile.suits(device) : forced.equals(tile.toString()))
            .sorted(Comparator.comparingLong(tile -> tile.time(device, product, splits)))
            .toList();
    if (tiles.isEmpty()) {
      throw new IllegalArgumentException(impossible(forced, target));
    }
    return tiles;
  }

  private static String impossible(String forced, ClTarget target) {
    return "system property %s must be a tile that %s can run, of %s, got '%s'"
        .formatted(
            PROPERTY,
            target.device().name(),
            ALL.stream().filter(t -> t.fits(target)).toList(),
            forced);
  }

  /** Whether the device can run any work-group of these kernels. */
  static boolean isSupported(ClTarget target) {
    return ALL.stream().anyMatch(tile -> tile.fits(target));
  }

  /** What the busiest compute unit has to do for each step of k, in multiply-adds of a lane. */
  private long time(ClDeviceInfo device, Product product, int splits) {
    long groups = ceil(product.m(), m) * ceil(product.n(), n) * product.groups() * splits;
    long items = ceil(groups, Math.max(1, device.computeUnits())) * items();
    return ceil(items, LANES) * (itemM * itemN + READ * (itemM + itemN));
  }

  private boolean fits(ClTarget target) {
    ClDeviceInfo device = target.device();
    return items() <= Math.min(device.maxWorkGroup(), device.maxWorkItems().get(0))
        && (items() % WARP == 0 || target.precision() == Precision.FP32)
        && localBytes(target.precision()) <= device.localBytes();
  }

  private boolean suits(ClDeviceInfo device) {
    return device.hasLocalHardware() || itemM * itemN <= PROCESSOR_SUMS;
  }

  /** Two tiles of each factor. */
  private long localBytes(Precision precision) {
    return switch (precision) {
      case FP32 -> 2L * STEPS * (m + n + 2 * PADDING) * Float.BYTES;
      case TF32 -> 2L * UNIT_STEPS * (m + n + 2 * UNIT_PADDING) * Float.BYTES;
      case BF16 -> 2L * UNIT_STEPS * (m + n + 2 * UNIT_PADDING) * Short.BYTES;
    };
  }

  /** Work-items of a group. */
  int items() {
    return m / itemM * (n / itemN);
  }

  /** Tiles of a result, down and across. */
  long tiles(int rows, int columns) {
    return ceil(rows, m) * ceil(columns, n);
  }

  /** What the kernel needs to know of this, and of what multiplies. */
  Macros macros(ClTarget target) {
    boolean hasUnits = target.precision() != Precision.FP32;
    return Macros.of("TILE_M", m)
        .with("TILE_N", n)
        .with("TILE_K", hasUnits ? UNIT_STEPS : STEPS)
        .with("ITEM_M", itemM)
        .with("ITEM_N", itemN)
        .with(target.family().units(target.precision()));
  }

  private static long ceil(long extent, long tile) {
    return (extent + tile - 1) / tile;
  }

  /** Its name. */
  @Override
  public String toString() {
    return m + "x" + n;
  }
}
