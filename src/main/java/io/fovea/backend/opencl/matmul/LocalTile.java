package io.fovea.backend.opencl.matmul;

import io.fovea.backend.opencl.ClDeviceInfo;
import io.fovea.backend.opencl.Macros;
import java.util.List;

/**
 * The part of a result that a work-group of the portable family computes: {@code m} rows by {@code
 * n} columns, {@code itemM} by {@code itemN} of them in each work-item. It changes no bit of the
 * result.
 */
record LocalTile(int m, int n, int itemM, int itemN) {
  private static final int STEPS = 16;
  private static final int NARROW = 32;

  private static final LocalTile SMALLEST = new LocalTile(16, 16, 4, 4);

  /** For results with many columns, largest first. */
  private static final List<LocalTile> WIDE_TILES =
      List.of(new LocalTile(64, 64, 8, 4), new LocalTile(32, 32, 4, 4), SMALLEST);

  /** For results with few columns. */
  private static final List<LocalTile> NARROW_TILES =
      List.of(new LocalTile(128, 32, 8, 4), new LocalTile(32, 32, 4, 4), SMALLEST);

  /** The largest tile for results with that many columns that the device can hold. */
  static LocalTile of(ClDeviceInfo device, int columns) {
    return (columns <= NARROW ? NARROW_TILES : WIDE_TILES)
        .stream().filter(tile -> tile.fits(device)).findFirst().orElse(SMALLEST);
  }

  /** Whether the device can run any work-group of these kernels. */
  static boolean isSupported(ClDeviceInfo device) {
    return SMALLEST.fits(device);
  }

  private boolean fits(ClDeviceInfo device) {
    return (long) itemsM() * itemsN() <= device.maxWorkGroup()
        && itemsN() <= device.maxWorkItems().get(0)
        && itemsM() <= device.maxWorkItems().get(1)
        && localBytes() <= device.localBytes();
  }

  /** Two tiles of each factor, with four more columns in each of their rows. */
  private long localBytes() {
    return 2L * STEPS * (m + 4 + n + 4) * Float.BYTES;
  }

  int itemsM() {
    return m / itemM;
  }

  int itemsN() {
    return n / itemN;
  }

  Macros macros() {
    return Macros.of("TILE_M", m)
        .with("TILE_N", n)
        .with("TILE_K", STEPS)
        .with("ITEM_M", itemM)
        .with("ITEM_N", itemN);
  }
}
