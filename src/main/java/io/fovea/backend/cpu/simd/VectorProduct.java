package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;

import io.fovea.backend.cpu.BlockProduct;

/**
 * The matrix product in register tiles. A panel of b stays in the nearest cache while the rows of a
 * pass by. A tile that c holds only a part of goes through a scratch tile.
 */
final class VectorProduct extends BlockProduct {
  /** Columns of a panel. */
  static final int COLUMNS = 2 * SPECIES.length();

  /** Rows of a tile. */
  static final int ROWS = 5;

  private final float[] tile = new float[ROWS * COLUMNS];

  @Override
  public void run(int m, int n, int k, boolean accumulate) {
    for (int j = 0; j < n; j += COLUMNS) {
      int width = n - j > COLUMNS / 2 ? COLUMNS : COLUMNS / 2;
      int stride = bStride == 0 ? width : bStride;
      int panel = bAt + j * bStep;
      int columns = Math.min(width, n - j);
      for (int i = 0; i < m; i += ROWS) {
        int rows = Math.min(ROWS, m - i);
        int at = cAt + i * ldc + j;
        int left = aAt + i * aRow;
        if (rows == ROWS && columns == width) {
          tile(width, k, left, panel, stride, c, at, ldc, accumulate);
        } else {
          tile(width, k, left, panel, stride, tile, 0, COLUMNS, false);
          store(rows, columns, at, accumulate);
        }
      }
    }
  }

  private void tile(
      int width, int k, int left, int panel, int stride, float[] to, int at, int ldc, boolean add) {
    boolean transposed = aTerm != 1;
    if (width == COLUMNS && transposed) {
      VectorTiles.transposed5x2(k, a, left, aTerm, b, panel, stride, to, at, ldc, add);
    } else if (width == COLUMNS) {
      VectorTiles.tile5x2(k, a, left, aRow, b, panel, stride, to, at, ldc, add);
    } else if (transposed) {
      VectorTiles.transposed5x1(k, a, left, aTerm, b, panel, stride, to, at, ldc, add);
    } else {
      VectorTiles.tile5x1(k, a, left, aRow, b, panel, stride, to, at, ldc, add);
    }
  }

  private void store(int rows, int columns, int at, boolean accumulate) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        float sum = tile[i * COLUMNS + j];
        c[at + i * ldc + j] = accumulate ? c[at + i * ldc + j] + sum : sum;
      }
    }
  }
}
