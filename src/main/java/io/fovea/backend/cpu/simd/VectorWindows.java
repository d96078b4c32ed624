package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;

import io.fovea.backend.cpu.WindowExtremes;
import io.fovea.backend.cpu.WindowTaps;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Max and min pooling, a vector of channels at a time: the last vector of a pixel covers its last
 * channels, some of them for the second time. Where a pixel has fewer channels than a vector has
 * lanes, the others read and write what follows, and the next window overwrites it. Taps that are
 * found travel as the bits of floats, which are chosen and never computed with: so one mask serves
 * both.
 */
final class VectorWindows {
  private static final int LANES = SPECIES.length();

  /** As many bytes as floats of a vector, but no fewer than 8, which is the least there is. */
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * LANES)));

  private VectorWindows() {}

  /** See {@link VectorKernels#extremesOfWindows}. */
  static void find(
      float sign,
      float[] x,
      int xAt,
      int stride,
      WindowTaps taps,
      int windows,
      int n,
      float[] y,
      int yAt,
      int[] index,
      int indexAt,
      int room) {
    int[] numbers = taps.numbers();
    int[] offsets = taps.offsets();
    int reach = Math.max(n, LANES);
    int readable = fitting(windows, x.length - xAt - offsets[offsets.length - 1], reach, stride);
    int whole = fitting(readable, windows * n + room, reach, n);
    for (int w = 0; w < whole; w++) {
      for (int j = 0; j < n; j += LANES) {
        int c = Math.max(0, Math.min(j, n - LANES));
        int to = w * n + c;
        extreme(sign, x, xAt + w * stride + c, numbers, offsets, y, yAt + to, index, indexAt + to);
      }
    }
    int done = whole * n;
    WindowExtremes.find(
        sign,
        x,
        xAt + whole * stride,
        stride,
        taps,
        windows - whole,
        n,
        y,
        yAt + done,
        index,
        indexAt + done);
  }

  /** How many of the steps begin where {@code reach} elements are left of a length. */
  static int fitting(int steps, int length, int reach, int step) {
    return length < reach ? 0 : Math.min(steps, (length - reach) / step + 1);
  }

  /** One vector of channels of one window. */
  private static void extreme(
      float sign,
      float[] x,
      int xAt,
      int[] numbers,
      int[] offsets,
      float[] y,
      int yAt,
      int[] index,
      int indexAt) {
    FloatVector best = FloatVector.fromArray(SPECIES, x, xAt + offsets[0]).mul(sign);
    FloatVector winner = FloatVector.broadcast(SPECIES, Float.intBitsToFloat(numbers[0]));
    for (int t = 1; t < offsets.length; t++) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + offsets[t]).mul(sign);
      VectorMask<Float> stays =
          best.compare(VectorOperators.GE, v).or(best.compare(VectorOperators.NE, best));
      best = v.blend(best, stays);
      winner =
          FloatVector.broadcast(SPECIES, Float.intBitsToFloat(numbers[t])).blend(winner, stays);
    }
    best.mul(sign).intoArray(y, yAt);
    winner.reinterpretAsInts().intoArray(index, indexAt);
  }

  /** See {@link VectorKernels#spreadByTap}. */
  static void spread(
      byte[] taps,
      int tapsAt,
      int first,
      int count,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt,
      int windows,
      int n,
      int room) {
    int stride = count * n;
    int reach = Math.max(n, LANES);
    int readable = fitting(windows, dy.length - dyAt, reach, n);
    readable = fitting(readable, taps.length - tapsAt, reach - LANES + BYTES.length(), n);
    int whole = fitting(readable, windows * stride + room - (stride - n), reach, stride);
    for (int w = 0; w < whole; w++) {
      for (int j = 0; j < n; j += LANES) {
        int c = Math.max(0, Math.min(j, n - LANES));
        int from = w * n + c;
        FloatVector gradient = FloatVector.fromArray(SPECIES, dy, dyAt + from);
        FloatVector winner =
            (FloatVector)
                ByteVector.fromArray(BYTES, taps, tapsAt + from)
                    .convertShape(VectorOperators.B2F, SPECIES, 0);
        int to = dxAt + w * stride + c;
        for (int t = 0; t < count; t++) {
          FloatVector.zero(SPECIES)
              .blend(gradient, winner.compare(VectorOperators.EQ, (float) (byte) (first + t)))
              .intoArray(dx, to + t * n);
        }
      }
    }
    int done = whole * n;
    WindowExtremes.spread(
        taps,
        tapsAt + done,
        first,
        count,
        dy,
        dyAt + done,
        dx,
        dxAt + whole * stride,
        windows - whole,
        n);
  }
}
