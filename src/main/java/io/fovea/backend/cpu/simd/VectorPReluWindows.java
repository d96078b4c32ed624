package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;

import io.fovea.backend.cpu.WindowExtremes;
import io.fovea.backend.cpu.WindowTaps;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Max pooling of PReLU, a vector of channels at a time, in the way of {@link VectorWindows}. */
final class VectorPReluWindows {
  private static final int LANES = SPECIES.length();

  private VectorPReluWindows() {}

  /** See {@link VectorKernels#largestPRelu}. */
  static void find(
      float[] x,
      int xAt,
      int stride,
      WindowTaps taps,
      float[] alpha,
      int alphaAt,
      int windows,
      int n,
      float[] y,
      int yAt,
      float[] chosen,
      int chosenAt,
      int[] index,
      int indexAt,
      int room) {
    int[] numbers = taps.numbers();
    int[] offsets = taps.offsets();
    int reach = Math.max(n, LANES);
    int last = xAt + offsets[offsets.length - 1];
    int readable = VectorWindows.fitting(windows, x.length - last, reach, stride);
    int whole = VectorWindows.fitting(readable, windows * n + room, reach, n);
    for (int w = 0; w < whole; w++) {
      for (int j = 0; j < n; j += LANES) {
        int c = Math.max(0, Math.min(j, n - LANES));
        int from = xAt + w * stride + c;
        int to = w * n + c;
        largest(
            x,
            from,
            numbers,
            offsets,
            FloatVector.fromArray(SPECIES, alpha, alphaAt + c),
            y,
            yAt + to,
            chosen,
            chosenAt + to,
            index,
            indexAt + to);
      }
    }
    int done = whole * n;
    WindowExtremes.findPRelu(
        x,
        xAt + whole * stride,
        stride,
        taps,
        alpha,
        alphaAt,
        windows - whole,
        n,
        y,
        yAt + done,
        chosen,
        chosenAt + done,
        index,
        indexAt + done);
  }

  /** One vector of channels of one window. */
  private static void largest(
      float[] x,
      int xAt,
      int[] numbers,
      int[] offsets,
      FloatVector slopes,
      float[] y,
      int yAt,
      float[] chosen,
      int chosenAt,
      int[] index,
      int indexAt) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector own = FloatVector.fromArray(SPECIES, x, xAt + offsets[0]);
    FloatVector best = slopes.mul(own).blend(own, own.compare(VectorOperators.GT, zero));
    FloatVector winner = FloatVector.broadcast(SPECIES, Float.intBitsToFloat(numbers[0]));
    for (int t = 1; t < offsets.length; t++) {
      FloatVector u = FloatVector.fromArray(SPECIES, x, xAt + offsets[t]);
      FloatVector v = slopes.mul(u).blend(u, u.compare(VectorOperators.GT, zero));
      VectorMask<Float> stays =
          best.compare(VectorOperators.GE, v).or(best.compare(VectorOperators.NE, best));
      best = v.blend(best, stays);
      own = u.blend(own, stays);
      winner =
          FloatVector.broadcast(SPECIES, Float.intBitsToFloat(numbers[t])).blend(winner, stays);
    }
    best.intoArray(y, yAt);
    own.intoArray(chosen, chosenAt);
    winner.reinterpretAsInts().intoArray(index, indexAt);
  }
}
