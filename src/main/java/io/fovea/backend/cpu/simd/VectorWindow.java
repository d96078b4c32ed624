package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Max or min pooling of a window, a vector of channels at a time. Indices travel as the bits of
 * floats, which are chosen and never computed with: so one mask serves both.
 */
final class VectorWindow {
  private VectorWindow() {}

  /** See {@link VectorKernels#extremeOfWindow}; the pixels of a row lie {@code pixel} apart. */
  static void extreme(
      float sign,
      float[] x,
      int xAt,
      int rowStride,
      int pixel,
      int rows,
      int columns,
      float[] y,
      int yAt,
      int[] index,
      int indexAt,
      int firstIndex,
      int indexStride) {
    FloatVector best = FloatVector.fromArray(SPECIES, x, xAt).mul(sign);
    FloatVector winner = FloatVector.broadcast(SPECIES, Float.intBitsToFloat(firstIndex));
    int at = xAt;
    int tap = firstIndex;
    int column = 0;
    for (int i = 1; i < rows * columns; i++) {
      column++;
      at += pixel;
      tap++;
      if (column == columns) {
        column = 0;
        at += rowStride - columns * pixel;
        tap += indexStride - columns;
      }
      FloatVector v = FloatVector.fromArray(SPECIES, x, at).mul(sign);
      VectorMask<Float> larger = v.compare(VectorOperators.LE, best).not();
      VectorMask<Float> take = larger.and(best.compare(VectorOperators.EQ, best));
      best = best.blend(v, take);
      winner = winner.blend(FloatVector.broadcast(SPECIES, Float.intBitsToFloat(tap)), take);
    }
    best.mul(sign).intoArray(y, yAt);
    winner.reinterpretAsInts().intoArray(index, indexAt);
  }

  /** The same for one channel. */
  static void extremeOfOne(
      float sign,
      float[] x,
      int xAt,
      int rowStride,
      int pixel,
      int rows,
      int columns,
      float[] y,
      int yAt,
      int[] index,
      int indexAt,
      int firstIndex,
      int indexStride) {
    float best = sign * x[xAt];
    int winner = firstIndex;
    for (int h = 0; h < rows; h++) {
      for (int w = 0; w < columns; w++) {
        float v = sign * x[xAt + h * rowStride + w * pixel];
        if (!(v <= best) && !Float.isNaN(best)) {
          best = v;
          winner = firstIndex + h * indexStride + w;
        }
      }
    }
    y[yAt] = sign * best;
    index[indexAt] = winner;
  }
}
