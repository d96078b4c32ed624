package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.fovea.backend.cpu.ScalarWinograd;
import io.fovea.backend.cpu.WinogradTransforms;
import jdk.incubator.vector.FloatVector;

/**
 * Winograd's transforms, a vector of numbers at a time. Products by 4, 5 and 8 are fused with the
 * sums; those by thirds are not, so that integers that they divide stay exact.
 */
final class VectorWinograd implements WinogradTransforms {
  private static final int LANES = SPECIES.length();

  /** Does what is left of a row behind the last whole vector. */
  private final ScalarWinograd rest = new ScalarWinograd();

  @Override
  public void input(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    int whole = SPECIES.loopBound(n);
    for (int j = 0; j < whole; j += LANES) {
      int from = xAt + j;
      int to = yAt + j;
      FloatVector d0 = fromArray(SPECIES, x, from);
      FloatVector d1 = fromArray(SPECIES, x, from + xStride);
      FloatVector d2 = fromArray(SPECIES, x, from + 2 * xStride);
      FloatVector d3 = fromArray(SPECIES, x, from + 3 * xStride);
      FloatVector d4 = fromArray(SPECIES, x, from + 4 * xStride);
      FloatVector d5 = fromArray(SPECIES, x, from + 5 * xStride);
      FloatVector four = FloatVector.broadcast(SPECIES, 4f);
      FloatVector minusFour = FloatVector.broadcast(SPECIES, -4f);
      FloatVector minusFive = FloatVector.broadcast(SPECIES, -5f);
      FloatVector even = d2.fma(minusFour, d4);
      FloatVector odd = d1.fma(minusFour, d3);
      FloatVector twiceEven = d4.sub(d2);
      FloatVector twiceOdd = d3.sub(d1);
      twiceOdd = twiceOdd.add(twiceOdd);
      d0.fma(four, d2.fma(minusFive, d4)).intoArray(y, to);
      even.add(odd).intoArray(y, to + yStride);
      even.sub(odd).intoArray(y, to + 2 * yStride);
      twiceEven.add(twiceOdd).intoArray(y, to + 3 * yStride);
      twiceEven.sub(twiceOdd).intoArray(y, to + 4 * yStride);
      d1.fma(four, d3.fma(minusFive, d5)).intoArray(y, to + 5 * yStride);
    }
    if (whole < n) {
      rest.input(x, xAt + whole, xStride, y, yAt + whole, yStride, n - whole);
    }
  }

  @Override
  public void filter(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    int whole = SPECIES.loopBound(n);
    for (int j = 0; j < whole; j += LANES) {
      int to = yAt + j;
      FloatVector g0 = fromArray(SPECIES, x, xAt + j);
      FloatVector g1 = fromArray(SPECIES, x, xAt + j + xStride);
      FloatVector g2 = fromArray(SPECIES, x, xAt + j + 2 * xStride);
      FloatVector even = g0.add(g2).mul(-1 / 6f);
      FloatVector odd = g1.mul(-1 / 6f);
      FloatVector twiceEven = g0.mul(1 / 24f).add(g2.mul(1 / 6f));
      FloatVector twiceOdd = g1.mul(1 / 12f);
      g0.mul(0.25f).intoArray(y, to);
      even.add(odd).intoArray(y, to + yStride);
      even.sub(odd).intoArray(y, to + 2 * yStride);
      twiceEven.add(twiceOdd).intoArray(y, to + 3 * yStride);
      twiceEven.sub(twiceOdd).intoArray(y, to + 4 * yStride);
      g2.intoArray(y, to + 5 * yStride);
    }
    if (whole < n) {
      rest.filter(x, xAt + whole, xStride, y, yAt + whole, yStride, n - whole);
    }
  }

  @Override
  public void output(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    int whole = SPECIES.loopBound(n);
    for (int j = 0; j < whole; j += LANES) {
      int from = xAt + j;
      int to = yAt + j;
      FloatVector m0 = fromArray(SPECIES, x, from);
      FloatVector m1 = fromArray(SPECIES, x, from + xStride);
      FloatVector m2 = fromArray(SPECIES, x, from + 2 * xStride);
      FloatVector m3 = fromArray(SPECIES, x, from + 3 * xStride);
      FloatVector m4 = fromArray(SPECIES, x, from + 4 * xStride);
      FloatVector m5 = fromArray(SPECIES, x, from + 5 * xStride);
      FloatVector even = m1.add(m2);
      FloatVector odd = m1.sub(m2);
      FloatVector twiceEven = m3.add(m4);
      FloatVector twiceOdd = m3.sub(m4);
      m0.add(even).add(twiceEven).intoArray(y, to);
      twiceOdd.fma(FloatVector.broadcast(SPECIES, 2f), odd).intoArray(y, to + yStride);
      twiceEven.fma(FloatVector.broadcast(SPECIES, 4f), even).intoArray(y, to + 2 * yStride);
      twiceOdd.fma(FloatVector.broadcast(SPECIES, 8f), odd).add(m5).intoArray(y, to + 3 * yStride);
    }
    if (whole < n) {
      rest.output(x, xAt + whole, xStride, y, yAt + whole, yStride, n - whole);
    }
  }

  @Override
  public void outputGradient(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    int whole = SPECIES.loopBound(n);
    for (int j = 0; j < whole; j += LANES) {
      int from = xAt + j;
      int to = yAt + j;
      FloatVector g0 = fromArray(SPECIES, x, from);
      FloatVector g1 = fromArray(SPECIES, x, from + xStride);
      FloatVector g2 = fromArray(SPECIES, x, from + 2 * xStride);
      FloatVector g3 = fromArray(SPECIES, x, from + 3 * xStride);
      FloatVector even = g0.add(g2).mul(-1 / 6f);
      FloatVector odd = g1.add(g3).mul(-1 / 6f);
      FloatVector twiceEven = g0.mul(1 / 24f).add(g2.mul(1 / 6f));
      FloatVector twiceOdd = g1.mul(1 / 12f).add(g3.mul(1 / 3f));
      g0.mul(0.25f).intoArray(y, to);
      even.add(odd).intoArray(y, to + yStride);
      even.sub(odd).intoArray(y, to + 2 * yStride);
      twiceEven.add(twiceOdd).intoArray(y, to + 3 * yStride);
      twiceEven.sub(twiceOdd).intoArray(y, to + 4 * yStride);
      g3.intoArray(y, to + 5 * yStride);
    }
    if (whole < n) {
      rest.outputGradient(x, xAt + whole, xStride, y, yAt + whole, yStride, n - whole);
    }
  }

  @Override
  public void filterGradient(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    int whole = SPECIES.loopBound(n);
    for (int j = 0; j < whole; j += LANES) {
      int from = xAt + j;
      int to = yAt + j;
      FloatVector m0 = fromArray(SPECIES, x, from);
      FloatVector m1 = fromArray(SPECIES, x, from + xStride);
      FloatVector m2 = fromArray(SPECIES, x, from + 2 * xStride);
      FloatVector m3 = fromArray(SPECIES, x, from + 3 * xStride);
      FloatVector m4 = fromArray(SPECIES, x, from + 4 * xStride);
      FloatVector m5 = fromArray(SPECIES, x, from + 5 * xStride);
      FloatVector even = m1.add(m2);
      FloatVector twiceEven = m3.add(m4);
      m0.add(even).add(twiceEven).intoArray(y, to);
      m3.sub(m4).fma(FloatVector.broadcast(SPECIES, 2f), m1.sub(m2)).intoArray(y, to + yStride);
      twiceEven
          .fma(FloatVector.broadcast(SPECIES, 4f), even)
          .add(m5)
          .intoArray(y, to + 2 * yStride);
    }
    if (whole < n) {
      rest.filterGradient(x, xAt + whole, xStride, y, yAt + whole, yStride, n - whole);
    }
  }
}
