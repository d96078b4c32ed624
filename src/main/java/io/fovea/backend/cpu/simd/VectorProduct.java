package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;

import io.fovea.backend.cpu.BlockProduct;
import jdk.incubator.vector.FloatVector;

/**
 * The matrix product in register tiles of ten vectors: five rows by two, or ten rows by one where a
 * panel is one vector wide; a single row takes two panels at a time. A panel of b stays in the
 * nearest cache while the rows of a pass by. A tile that c holds only a part of goes through a
 * scratch tile.
 */
final class VectorProduct extends BlockProduct {
  private static final int LANES = SPECIES.length();

  /** Columns of a panel. */
  static final int COLUMNS = 2 * LANES;

  /** Rows of a tile, of one half in a narrow panel. */
  static final int ROWS = 5;

  private final float[] tile = new float[2 * ROWS * LANES];

  @Override
  public void run(int m, int n, int k, boolean accumulate) {
    int single = m == 1 && aTerm == 1 ? n - n % (2 * COLUMNS) : 0;
    for (int j = 0; j < single; j += 2 * COLUMNS) {
      VectorRow.tile1x4(
          k, a, aAt, b, bAt + j * bStep, COLUMNS * bStep, stride(COLUMNS), c, cAt + j, accumulate);
    }
    for (int j = single; j < n; j += COLUMNS) {
      int columns = Math.min(COLUMNS, n - j);
      if (columns > LANES) {
        wide(m, j, columns, k, accumulate);
      } else {
        narrow(m, j, columns, k, columns == n && ldc == n, accumulate);
      }
    }
  }

  /** Elements of b from a term to the next, in a panel of so many columns. */
  private int stride(int columns) {
    return bStride == 0 ? columns : bStride;
  }

  /** A panel of two vectors. */
  private void wide(int m, int j, int columns, int k, boolean accumulate) {
    int panel = bAt + j * bStep;
    int stride = stride(COLUMNS);
    for (int i = 0; i < m; i += ROWS) {
      int rows = Math.min(ROWS, m - i);
      int at = cAt + i * ldc + j;
      int left = aAt + i * aRow;
      if (rows == ROWS && columns == COLUMNS) {
        wideTile(k, left, panel, stride, c, at, ldc, accumulate);
      } else {
        wideTile(k, left, panel, stride, tile, 0, COLUMNS, false);
        store(rows, columns, COLUMNS, at, accumulate);
      }
    }
  }

  private void wideTile(
      int k, int left, int panel, int stride, float[] to, int at, int ldTo, boolean add) {
    if (aTerm != 1) {
      VectorTiles.transposed5x2(k, a, left, b, panel, stride, to, at, ldTo, add);
    } else {
      VectorTiles.tile5x2(k, a, left, b, panel, stride, to, at, ldTo, add);
    }
  }

  /**
   * A panel of one vector.
   *
   * @param dense whether the rows of c lie one behind the other: then what a whole vector stores
   *     too much is overwritten by the next row
   */
  private void narrow(int m, int j, int columns, int k, boolean dense, boolean accumulate) {
    int panel = bAt + j * bStep;
    int stride = stride(LANES);
    int rows;
    for (int i = 0; i < m; i += rows) {
      boolean isTall = m - i > ROWS;
      rows = Math.min(isTall ? 2 * ROWS : ROWS, m - i);
      boolean isWhole = rows % ROWS == 0 && columns == LANES;
      int at = cAt + i * ldc + j;
      int left = aAt + i * aRow;
      if (isWhole) {
        narrowTile(isTall, k, left, panel, stride, c, at, ldc, accumulate);
        continue;
      }
      narrowTile(isTall, k, left, panel, stride, tile, 0, LANES, false);
      if (dense && !accumulate) {
        storeDense(rows, columns, at);
      } else {
        store(rows, columns, LANES, at, accumulate);
      }
    }
  }

  private void narrowTile(
      boolean isTall,
      int k,
      int left,
      int panel,
      int stride,
      float[] to,
      int at,
      int ldTo,
      boolean add) {
    if (aTerm != 1 && isTall) {
      VectorTiles.transposed10x1(k, a, left, b, panel, stride, to, at, ldTo, add);
    } else if (aTerm != 1) {
      VectorTiles.transposed5x1(k, a, left, b, panel, stride, to, at, ldTo, add);
    } else if (isTall) {
      VectorTiles.tile10x1(k, a, left, b, panel, stride, to, at, ldTo, add);
    } else {
      VectorTiles.tile5x1(k, a, left, b, panel, stride, to, at, ldTo, add);
    }
  }

  /** Stores rows that lie one behind the other, all but the last as whole vectors. */
  private void storeDense(int rows, int columns, int at) {
    for (int i = 0; i < rows - 1; i++) {
      int to = at + i * columns;
      if (to + LANES <= at + rows * columns) {
        FloatVector.fromArray(SPECIES, tile, i * LANES).intoArray(c, to);
      } else {
        System.arraycopy(tile, i * LANES, c, to, columns);
      }
    }
    System.arraycopy(tile, (rows - 1) * LANES, c, at + (rows - 1) * columns, columns);
  }

  private void store(int rows, int columns, int ldTile, int at, boolean accumulate) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        float sum = tile[i * ldTile + j];
        c[at + i * ldc + j] = accumulate ? c[at + i * ldc + j] + sum : sum;
      }
    }
  }
}
