package io.fovea.backend.opencl.matmul;

import io.fovea.backend.opencl.ClDeviceInfo;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.Macros;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The part of a result that a kernel of the CPU family keeps in vector registers: rows by {@code
 * vectors} vectors of {@code lanes} columns. It changes no bit of the result.
 */
public record RegisterTile(int lanes, int vectors, int rows) {
  private static final int MOST_LANES = 16;

  /**
   * Rows of a tile of one, two and three vectors. Each step of k loads that many vectors and as
   * many single numbers as there are rows; few sums wait for each other, many loads hold up the
   * multipliers, and what the registers cannot hold is worst. Measured with 16 registers.
   */
  private static final int[] ROWS_IN_16_REGISTERS = {8, 6, 4};

  private static final int[] ROWS_IN_32_REGISTERS = {12, 8, 8};

  /** Share of the multipliers that a tile of one, two and three vectors keeps busy, measured. */
  private static final double[] EFFICIENCY = {0.88, 1, 0.98};

  /** The tile for results with that many columns: the one that the target names, or the best. */
  public static RegisterTile of(ClTarget target, int columns) {
    return target.pick(bestFirst(target.device(), columns));
  }

  /** Names of the tiles for results with that many columns, best first. */
  public static List<String> names(ClTarget target, int columns) {
    return bestFirst(target.device(), columns).stream().map(RegisterTile::toString).toList();
  }

  private static List<RegisterTile> bestFirst(ClDeviceInfo device, int columns) {
    int width = Math.min(MOST_LANES, Integer.highestOneBit(device.floatWidth()));
    int lanes = Math.min(width, Integer.highestOneBit(2 * columns - 1));
    int[] rows = device.vectorRegisters() >= 32 ? ROWS_IN_32_REGISTERS : ROWS_IN_16_REGISTERS;
    List<RegisterTile> tiles = new ArrayList<>();
    for (int vectors = 1; vectors <= rows.length && (vectors - 1) * lanes < columns; vectors++) {
      tiles.add(new RegisterTile(lanes, vectors, rows[vectors - 1]));
    }
    tiles.sort(Comparator.comparingDouble(tile -> tile.cost(columns)));
    return tiles;
  }

  private double cost(int columns) {
    return panels(columns) * panel() / EFFICIENCY[vectors - 1];
  }

  /** Columns of the tile. */
  public int panel() {
    return lanes * vectors;
  }

  /** Tiles side by side over that many columns. */
  public int panels(int columns) {
    return (columns + panel() - 1) / panel();
  }

  /** What a kernel needs to know of this. */
  public Macros macros() {
    return Macros.of("VEC", lanes).with("VECTORS", vectors).with("ROWS", rows);
  }

  /** Its name, rows and columns. */
  @Override
  public String toString() {
    return rows + "x" + panel();
  }
}
