package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.fovea.backend.cpu.ScalarWinograd;
import io.fovea.backend.cpu.WinogradTransforms;
import jdk.incubator.vector.FloatVector;

/**
 * Winograd's transforms, a vector of numbers at a time. Products by 4, 5 and 8 are fused with the
 * sums; those by thirds are not, so that integers that they divide stay exact.
 *
 * <p>Each method is longer than what C2 inlines (FreqInlineSize, 325 bytes), and has to stay so:
 * the graph of a caller that inlines two of them passes NodeCountInliningCutoff, and from there on
 * JDK 17 makes objects of the vectors that are stored.
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
    int x1 = xAt + xStride;
    int x2 = xAt + 2 * xStride;
    int y1 = yAt + yStride;
    int y2 = yAt + 2 * yStride;
    int y3 = yAt + 3 * yStride;
    int y4 = yAt + 4 * yStride;
    int y5 = yAt + 5 * yStride;
    for (int j = 0; j < whole; j += LANES) {
      FloatVector g0 = fromArray(SPECIES, x, xAt + j);
      FloatVector g1 = fromArray(SPECIES, x, x1 + j);
      FloatVector g2 = fromArray(SPECIES, x, x2 + j);
      FloatVector quarter = FloatVector.broadcast(SPECIES, 1 / 4f);
      FloatVector sixth = FloatVector.broadcast(SPECIES, 1 / 6f);
      FloatVector minusSixth = FloatVector.broadcast(SPECIES, -1 / 6f);
      FloatVector twelfth = FloatVector.broadcast(SPECIES, 1 / 12f);
      FloatVector twentyFourth = FloatVector.broadcast(SPECIES, 1 / 24f);
      FloatVector even = g0.add(g2).mul(minusSixth);
      FloatVector odd = g1.mul(minusSixth);
      FloatVector twiceEven = g0.mul(twentyFourth).add(g2.mul(sixth));
      FloatVector twiceOdd = g1.mul(twelfth);
      g0.mul(quarter).intoArray(y, yAt + j);
      even.add(odd).intoArray(y, y1 + j);
      even.sub(odd).intoArray(y, y2 + j);
      twiceEven.add(twiceOdd).intoArray(y, y3 + j);
      twiceEven.sub(twiceOdd).intoArray(y, y4 + j);
      g2.intoArray(y, y5 + j);
    }
    if (whole < n) {
      rest.filter(x, xAt + whole, xStride, y, yAt + whole, yStride, n - whole);
    }
  }

  @Override
  public void output(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    int whole = SPECIES.loopBound(n);
    int x1 = xAt + xStride;
    int x2 = xAt + 2 * xStride;
    int x3 = xAt + 3 * xStride;
    int x4 = xAt + 4 * xStride;
    int x5 = xAt + 5 * xStride;
    int y1 = yAt + yStride;
    int y2 = yAt + 2 * yStride;
    int y3 = yAt + 3 * yStride;
    for (int j = 0; j < whole; j += LANES) {
      FloatVector m0 = fromArray(SPECIES, x, xAt + j);
      FloatVector m1 = fromArray(SPECIES, x, x1 + j);
      FloatVector m2 = fromArray(SPECIES, x, x2 + j);
      FloatVector m3 = fromArray(SPECIES, x, x3 + j);
      FloatVector m4 = fromArray(SPECIES, x, x4 + j);
      FloatVector m5 = fromArray(SPECIES, x, x5 + j);
      FloatVector even = m1.add(m2);
      FloatVector odd = m1.sub(m2);
      FloatVector twiceEven = m3.add(m4);
      FloatVector twiceOdd = m3.sub(m4);
      m0.add(even).add(twiceEven).intoArray(y, yAt + j);
      twiceOdd.fma(FloatVector.broadcast(SPECIES, 2f), odd).intoArray(y, y1 + j);
      twiceEven.fma(FloatVector.broadcast(SPECIES, 4f), even).intoArray(y, y2 + j);
      twiceOdd.fma(FloatVector.broadcast(SPECIES, 8f), odd).add(m5).intoArray(y, y3 + j);
    }
    if (whole < n) {
      rest.output(x, xAt + whole, xStride, y, yAt + whole, yStride, n - whole);
    }
  }

  @Override
  public void outputGradient(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    int whole = SPECIES.loopBound(n);
    int x1 = xAt + xStride;
    int x2 = xAt + 2 * xStride;
    int x3 = xAt + 3 * xStride;
    int y1 = yAt + yStride;
    int y2 = yAt + 2 * yStride;
    int y3 = yAt + 3 * yStride;
    int y4 = yAt + 4 * yStride;
    int y5 = yAt + 5 * yStride;
    for (int j = 0; j < whole; j += LANES) {
      FloatVector g0 = fromArray(SPECIES, x, xAt + j);
      FloatVector g1 = fromArray(SPECIES, x, x1 + j);
      FloatVector g2 = fromArray(SPECIES, x, x2 + j);
      FloatVector g3 = fromArray(SPECIES, x, x3 + j);
      FloatVector even = g0.add(g2).mul(-1 / 6f);
      FloatVector odd = g1.add(g3).mul(-1 / 6f);
      FloatVector twiceEven = g0.mul(1 / 24f).add(g2.mul(1 / 6f));
      FloatVector twiceOdd = g1.mul(1 / 12f).add(g3.mul(1 / 3f));
      g0.mul(0.25f).intoArray(y, yAt + j);
      even.add(odd).intoArray(y, y1 + j);
      even.sub(odd).intoArray(y, y2 + j);
      twiceEven.add(twiceOdd).intoArray(y, y3 + j);
      twiceEven.sub(twiceOdd).intoArray(y, y4 + j);
      g3.intoArray(y, y5 + j);
    }
    if (whole < n) {
      rest.outputGradient(x, xAt + whole, xStride, y, yAt + whole, yStride, n - whole);
    }
  }

  @Override
  public void filterGradient(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    int whole = SPECIES.loopBound(n);
    int x1 = xAt + xStride;
    int x2 = xAt + 2 * xStride;
    int x3 = xAt + 3 * xStride;
    int x4 = xAt + 4 * xStride;
    int x5 = xAt + 5 * xStride;
    int y1 = yAt + yStride;
    int y2 = yAt + 2 * yStride;
    for (int j = 0; j < whole; j += LANES) {
      FloatVector m0 = fromArray(SPECIES, x, xAt + j);
      FloatVector m1 = fromArray(SPECIES, x, x1 + j);
      FloatVector m2 = fromArray(SPECIES, x, x2 + j);
      FloatVector m3 = fromArray(SPECIES, x, x3 + j);
      FloatVector m4 = fromArray(SPECIES, x, x4 + j);
      FloatVector m5 = fromArray(SPECIES, x, x5 + j);
      FloatVector two = FloatVector.broadcast(SPECIES, 2f);
      FloatVector four = FloatVector.broadcast(SPECIES, 4f);
      FloatVector even = m1.add(m2);
      FloatVector odd = m1.sub(m2);
      FloatVector twiceEven = m3.add(m4);
      FloatVector twiceOdd = m3.sub(m4);
      FloatVector g0 = m0.add(even).add(twiceEven);
      FloatVector g1 = twiceOdd.fma(two, odd);
      FloatVector g2 = twiceEven.fma(four, even).add(m5);
      g0.intoArray(y, yAt + j);
      g1.intoArray(y, y1 + j);
      g2.intoArray(y, y2 + j);
    }
    if (whole < n) {
      rest.filterGradient(x, xAt + whole, xStride, y, yAt + whole, yStride, n - whole);
    }
  }
}
