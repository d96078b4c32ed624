package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.fovea.backend.cpu.BlockProduct;
import jdk.incubator.vector.FloatVector;

/**
 * The register tiles of the matrix product: rows of c by one or two vectors of columns, summed over
 * k. {@code a} holds a row every {@link BlockProduct#LEFT_STRIDE} elements or, transposed, a term;
 * {@code b} holds a term every {@code ldb}. Ten sums cover the latency of two fused multiply-adds
 * per cycle, and leave room in the 16 registers of AVX2; eight were a sixth slower, twelve half as
 * fast on JDK 25. The sums are stored inside each branch, and by no method of ours: JDK 17 boxes a
 * vector that is merged behind an {@code if}, or handed to what C2 does not inline.
 */
final class VectorTiles {
  private static final int LANES = SPECIES.length();
  private static final int STRIDE = BlockProduct.LEFT_STRIDE;

  private VectorTiles() {}

  /** 5 rows by 2 vectors: 10 sums in registers. */
  static void tile5x2(
      int k,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int ldb,
      float[] c,
      int cAt,
      int ldc,
      boolean add) {
    FloatVector s0u = FloatVector.zero(SPECIES);
    FloatVector s0v = FloatVector.zero(SPECIES);
    FloatVector s1u = FloatVector.zero(SPECIES);
    FloatVector s1v = FloatVector.zero(SPECIES);
    FloatVector s2u = FloatVector.zero(SPECIES);
    FloatVector s2v = FloatVector.zero(SPECIES);
    FloatVector s3u = FloatVector.zero(SPECIES);
    FloatVector s3v = FloatVector.zero(SPECIES);
    FloatVector s4u = FloatVector.zero(SPECIES);
    FloatVector s4v = FloatVector.zero(SPECIES);
    int q = bAt;
    for (int p = 0; p < k; p++) {
      FloatVector u = FloatVector.fromArray(SPECIES, b, q);
      FloatVector v = FloatVector.fromArray(SPECIES, b, q + LANES);
      int r = aAt + p;
      FloatVector t = FloatVector.broadcast(SPECIES, a[r]);
      s0u = t.fma(u, s0u);
      s0v = t.fma(v, s0v);
      t = FloatVector.broadcast(SPECIES, a[r + STRIDE]);
      s1u = t.fma(u, s1u);
      s1v = t.fma(v, s1v);
      t = FloatVector.broadcast(SPECIES, a[r + 2 * STRIDE]);
      s2u = t.fma(u, s2u);
      s2v = t.fma(v, s2v);
      t = FloatVector.broadcast(SPECIES, a[r + 3 * STRIDE]);
      s3u = t.fma(u, s3u);
      s3v = t.fma(v, s3v);
      t = FloatVector.broadcast(SPECIES, a[r + 4 * STRIDE]);
      s4u = t.fma(u, s4u);
      s4v = t.fma(v, s4v);
      q += ldb;
    }
    if (add) {
      fromArray(SPECIES, c, cAt).add(s0u).intoArray(c, cAt);
      fromArray(SPECIES, c, cAt + LANES).add(s0v).intoArray(c, cAt + LANES);
      fromArray(SPECIES, c, cAt + ldc).add(s1u).intoArray(c, cAt + ldc);
      fromArray(SPECIES, c, cAt + LANES + ldc).add(s1v).intoArray(c, cAt + LANES + ldc);
      fromArray(SPECIES, c, cAt + 2 * ldc).add(s2u).intoArray(c, cAt + 2 * ldc);
      fromArray(SPECIES, c, cAt + LANES + 2 * ldc).add(s2v).intoArray(c, cAt + LANES + 2 * ldc);
      fromArray(SPECIES, c, cAt + 3 * ldc).add(s3u).intoArray(c, cAt + 3 * ldc);
      fromArray(SPECIES, c, cAt + LANES + 3 * ldc).add(s3v).intoArray(c, cAt + LANES + 3 * ldc);
      fromArray(SPECIES, c, cAt + 4 * ldc).add(s4u).intoArray(c, cAt + 4 * ldc);
      fromArray(SPECIES, c, cAt + LANES + 4 * ldc).add(s4v).intoArray(c, cAt + LANES + 4 * ldc);
    } else {
      s0u.intoArray(c, cAt);
      s0v.intoArray(c, cAt + LANES);
      s1u.intoArray(c, cAt + ldc);
      s1v.intoArray(c, cAt + LANES + ldc);
      s2u.intoArray(c, cAt + 2 * ldc);
      s2v.intoArray(c, cAt + LANES + 2 * ldc);
      s3u.intoArray(c, cAt + 3 * ldc);
      s3v.intoArray(c, cAt + LANES + 3 * ldc);
      s4u.intoArray(c, cAt + 4 * ldc);
      s4v.intoArray(c, cAt + LANES + 4 * ldc);
    }
  }

  /** 5 rows by 1 vector: 5 sums in registers. */
  static void tile5x1(
      int k,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int ldb,
      float[] c,
      int cAt,
      int ldc,
      boolean add) {
    FloatVector s0u = FloatVector.zero(SPECIES);
    FloatVector s1u = FloatVector.zero(SPECIES);
    FloatVector s2u = FloatVector.zero(SPECIES);
    FloatVector s3u = FloatVector.zero(SPECIES);
    FloatVector s4u = FloatVector.zero(SPECIES);
    int q = bAt;
    for (int p = 0; p < k; p++) {
      FloatVector u = FloatVector.fromArray(SPECIES, b, q);
      int r = aAt + p;
      FloatVector t = FloatVector.broadcast(SPECIES, a[r]);
      s0u = t.fma(u, s0u);
      t = FloatVector.broadcast(SPECIES, a[r + STRIDE]);
      s1u = t.fma(u, s1u);
      t = FloatVector.broadcast(SPECIES, a[r + 2 * STRIDE]);
      s2u = t.fma(u, s2u);
      t = FloatVector.broadcast(SPECIES, a[r + 3 * STRIDE]);
      s3u = t.fma(u, s3u);
      t = FloatVector.broadcast(SPECIES, a[r + 4 * STRIDE]);
      s4u = t.fma(u, s4u);
      q += ldb;
    }
    if (add) {
      fromArray(SPECIES, c, cAt).add(s0u).intoArray(c, cAt);
      fromArray(SPECIES, c, cAt + ldc).add(s1u).intoArray(c, cAt + ldc);
      fromArray(SPECIES, c, cAt + 2 * ldc).add(s2u).intoArray(c, cAt + 2 * ldc);
      fromArray(SPECIES, c, cAt + 3 * ldc).add(s3u).intoArray(c, cAt + 3 * ldc);
      fromArray(SPECIES, c, cAt + 4 * ldc).add(s4u).intoArray(c, cAt + 4 * ldc);
    } else {
      s0u.intoArray(c, cAt);
      s1u.intoArray(c, cAt + ldc);
      s2u.intoArray(c, cAt + 2 * ldc);
      s3u.intoArray(c, cAt + 3 * ldc);
      s4u.intoArray(c, cAt + 4 * ldc);
    }
  }

  /** 5 rows by 2 vectors, a transposed: 10 sums in registers. */
  static void transposed5x2(
      int k,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int ldb,
      float[] c,
      int cAt,
      int ldc,
      boolean add) {
    FloatVector s0u = FloatVector.zero(SPECIES);
    FloatVector s0v = FloatVector.zero(SPECIES);
    FloatVector s1u = FloatVector.zero(SPECIES);
    FloatVector s1v = FloatVector.zero(SPECIES);
    FloatVector s2u = FloatVector.zero(SPECIES);
    FloatVector s2v = FloatVector.zero(SPECIES);
    FloatVector s3u = FloatVector.zero(SPECIES);
    FloatVector s3v = FloatVector.zero(SPECIES);
    FloatVector s4u = FloatVector.zero(SPECIES);
    FloatVector s4v = FloatVector.zero(SPECIES);
    int q = bAt;
    for (int p = 0; p < k; p++) {
      FloatVector u = FloatVector.fromArray(SPECIES, b, q);
      FloatVector v = FloatVector.fromArray(SPECIES, b, q + LANES);
      int r = aAt + p * STRIDE;
      FloatVector t = FloatVector.broadcast(SPECIES, a[r]);
      s0u = t.fma(u, s0u);
      s0v = t.fma(v, s0v);
      t = FloatVector.broadcast(SPECIES, a[r + 1]);
      s1u = t.fma(u, s1u);
      s1v = t.fma(v, s1v);
      t = FloatVector.broadcast(SPECIES, a[r + 2]);
      s2u = t.fma(u, s2u);
      s2v = t.fma(v, s2v);
      t = FloatVector.broadcast(SPECIES, a[r + 3]);
      s3u = t.fma(u, s3u);
      s3v = t.fma(v, s3v);
      t = FloatVector.broadcast(SPECIES, a[r + 4]);
      s4u = t.fma(u, s4u);
      s4v = t.fma(v, s4v);
      q += ldb;
    }
    if (add) {
      fromArray(SPECIES, c, cAt).add(s0u).intoArray(c, cAt);
      fromArray(SPECIES, c, cAt + LANES).add(s0v).intoArray(c, cAt + LANES);
      fromArray(SPECIES, c, cAt + ldc).add(s1u).intoArray(c, cAt + ldc);
      fromArray(SPECIES, c, cAt + LANES + ldc).add(s1v).intoArray(c, cAt + LANES + ldc);
      fromArray(SPECIES, c, cAt + 2 * ldc).add(s2u).intoArray(c, cAt + 2 * ldc);
      fromArray(SPECIES, c, cAt + LANES + 2 * ldc).add(s2v).intoArray(c, cAt + LANES + 2 * ldc);
      fromArray(SPECIES, c, cAt + 3 * ldc).add(s3u).intoArray(c, cAt + 3 * ldc);
      fromArray(SPECIES, c, cAt + LANES + 3 * ldc).add(s3v).intoArray(c, cAt + LANES + 3 * ldc);
      fromArray(SPECIES, c, cAt + 4 * ldc).add(s4u).intoArray(c, cAt + 4 * ldc);
      fromArray(SPECIES, c, cAt + LANES + 4 * ldc).add(s4v).intoArray(c, cAt + LANES + 4 * ldc);
    } else {
      s0u.intoArray(c, cAt);
      s0v.intoArray(c, cAt + LANES);
      s1u.intoArray(c, cAt + ldc);
      s1v.intoArray(c, cAt + LANES + ldc);
      s2u.intoArray(c, cAt + 2 * ldc);
      s2v.intoArray(c, cAt + LANES + 2 * ldc);
      s3u.intoArray(c, cAt + 3 * ldc);
      s3v.intoArray(c, cAt + LANES + 3 * ldc);
      s4u.intoArray(c, cAt + 4 * ldc);
      s4v.intoArray(c, cAt + LANES + 4 * ldc);
    }
  }

  /** 5 rows by 1 vector, a transposed: 5 sums in registers. */
  static void transposed5x1(
      int k,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int ldb,
      float[] c,
      int cAt,
      int ldc,
      boolean add) {
    FloatVector s0u = FloatVector.zero(SPECIES);
    FloatVector s1u = FloatVector.zero(SPECIES);
    FloatVector s2u = FloatVector.zero(SPECIES);
    FloatVector s3u = FloatVector.zero(SPECIES);
    FloatVector s4u = FloatVector.zero(SPECIES);
    int q = bAt;
    for (int p = 0; p < k; p++) {
      FloatVector u = FloatVector.fromArray(SPECIES, b, q);
      int r = aAt + p * STRIDE;
      FloatVector t = FloatVector.broadcast(SPECIES, a[r]);
      s0u = t.fma(u, s0u);
      t = FloatVector.broadcast(SPECIES, a[r + 1]);
      s1u = t.fma(u, s1u);
      t = FloatVector.broadcast(SPECIES, a[r + 2]);
      s2u = t.fma(u, s2u);
      t = FloatVector.broadcast(SPECIES, a[r + 3]);
      s3u = t.fma(u, s3u);
      t = FloatVector.broadcast(SPECIES, a[r + 4]);
      s4u = t.fma(u, s4u);
      q += ldb;
    }
    if (add) {
      fromArray(SPECIES, c, cAt).add(s0u).intoArray(c, cAt);
      fromArray(SPECIES, c, cAt + ldc).add(s1u).intoArray(c, cAt + ldc);
      fromArray(SPECIES, c, cAt + 2 * ldc).add(s2u).intoArray(c, cAt + 2 * ldc);
      fromArray(SPECIES, c, cAt + 3 * ldc).add(s3u).intoArray(c, cAt + 3 * ldc);
      fromArray(SPECIES, c, cAt + 4 * ldc).add(s4u).intoArray(c, cAt + 4 * ldc);
    } else {
      s0u.intoArray(c, cAt);
      s1u.intoArray(c, cAt + ldc);
      s2u.intoArray(c, cAt + 2 * ldc);
      s3u.intoArray(c, cAt + 3 * ldc);
      s4u.intoArray(c, cAt + 4 * ldc);
    }
  }

  /** 10 rows by 1 vector: 10 sums in registers. */
  static void tile10x1(
      int k,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int ldb,
      float[] c,
      int cAt,
      int ldc,
      boolean add) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    FloatVector s4 = FloatVector.zero(SPECIES);
    FloatVector s5 = FloatVector.zero(SPECIES);
    FloatVector s6 = FloatVector.zero(SPECIES);
    FloatVector s7 = FloatVector.zero(SPECIES);
    FloatVector s8 = FloatVector.zero(SPECIES);
    FloatVector s9 = FloatVector.zero(SPECIES);
    int q = bAt;
    for (int p = 0; p < k; p++) {
      FloatVector u = FloatVector.fromArray(SPECIES, b, q);
      int r = aAt + p;
      s0 = FloatVector.broadcast(SPECIES, a[r]).fma(u, s0);
      s1 = FloatVector.broadcast(SPECIES, a[r + STRIDE]).fma(u, s1);
      s2 = FloatVector.broadcast(SPECIES, a[r + 2 * STRIDE]).fma(u, s2);
      s3 = FloatVector.broadcast(SPECIES, a[r + 3 * STRIDE]).fma(u, s3);
      s4 = FloatVector.broadcast(SPECIES, a[r + 4 * STRIDE]).fma(u, s4);
      s5 = FloatVector.broadcast(SPECIES, a[r + 5 * STRIDE]).fma(u, s5);
      s6 = FloatVector.broadcast(SPECIES, a[r + 6 * STRIDE]).fma(u, s6);
      s7 = FloatVector.broadcast(SPECIES, a[r + 7 * STRIDE]).fma(u, s7);
      s8 = FloatVector.broadcast(SPECIES, a[r + 8 * STRIDE]).fma(u, s8);
      s9 = FloatVector.broadcast(SPECIES, a[r + 9 * STRIDE]).fma(u, s9);
      q += ldb;
    }
    if (add) {
      fromArray(SPECIES, c, cAt).add(s0).intoArray(c, cAt);
      fromArray(SPECIES, c, cAt + ldc).add(s1).intoArray(c, cAt + ldc);
      fromArray(SPECIES, c, cAt + 2 * ldc).add(s2).intoArray(c, cAt + 2 * ldc);
      fromArray(SPECIES, c, cAt + 3 * ldc).add(s3).intoArray(c, cAt + 3 * ldc);
      fromArray(SPECIES, c, cAt + 4 * ldc).add(s4).intoArray(c, cAt + 4 * ldc);
      fromArray(SPECIES, c, cAt + 5 * ldc).add(s5).intoArray(c, cAt + 5 * ldc);
      fromArray(SPECIES, c, cAt + 6 * ldc).add(s6).intoArray(c, cAt + 6 * ldc);
      fromArray(SPECIES, c, cAt + 7 * ldc).add(s7).intoArray(c, cAt + 7 * ldc);
      fromArray(SPECIES, c, cAt + 8 * ldc).add(s8).intoArray(c, cAt + 8 * ldc);
      fromArray(SPECIES, c, cAt + 9 * ldc).add(s9).intoArray(c, cAt + 9 * ldc);
    } else {
      s0.intoArray(c, cAt);
      s1.intoArray(c, cAt + ldc);
      s2.intoArray(c, cAt + 2 * ldc);
      s3.intoArray(c, cAt + 3 * ldc);
      s4.intoArray(c, cAt + 4 * ldc);
      s5.intoArray(c, cAt + 5 * ldc);
      s6.intoArray(c, cAt + 6 * ldc);
      s7.intoArray(c, cAt + 7 * ldc);
      s8.intoArray(c, cAt + 8 * ldc);
      s9.intoArray(c, cAt + 9 * ldc);
    }
  }

  /** 10 rows by 1 vector, a transposed: 10 sums in registers. */
  static void transposed10x1(
      int k,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int ldb,
      float[] c,
      int cAt,
      int ldc,
      boolean add) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    FloatVector s4 = FloatVector.zero(SPECIES);
    FloatVector s5 = FloatVector.zero(SPECIES);
    FloatVector s6 = FloatVector.zero(SPECIES);
    FloatVector s7 = FloatVector.zero(SPECIES);
    FloatVector s8 = FloatVector.zero(SPECIES);
    FloatVector s9 = FloatVector.zero(SPECIES);
    int q = bAt;
    for (int p = 0; p < k; p++) {
      FloatVector u = FloatVector.fromArray(SPECIES, b, q);
      int r = aAt + p * STRIDE;
      s0 = FloatVector.broadcast(SPECIES, a[r]).fma(u, s0);
      s1 = FloatVector.broadcast(SPECIES, a[r + 1]).fma(u, s1);
      s2 = FloatVector.broadcast(SPECIES, a[r + 2]).fma(u, s2);
      s3 = FloatVector.broadcast(SPECIES, a[r + 3]).fma(u, s3);
      s4 = FloatVector.broadcast(SPECIES, a[r + 4]).fma(u, s4);
      s5 = FloatVector.broadcast(SPECIES, a[r + 5]).fma(u, s5);
      s6 = FloatVector.broadcast(SPECIES, a[r + 6]).fma(u, s6);
      s7 = FloatVector.broadcast(SPECIES, a[r + 7]).fma(u, s7);
      s8 = FloatVector.broadcast(SPECIES, a[r + 8]).fma(u, s8);
      s9 = FloatVector.broadcast(SPECIES, a[r + 9]).fma(u, s9);
      q += ldb;
    }
    if (add) {
      fromArray(SPECIES, c, cAt).add(s0).intoArray(c, cAt);
      fromArray(SPECIES, c, cAt + ldc).add(s1).intoArray(c, cAt + ldc);
      fromArray(SPECIES, c, cAt + 2 * ldc).add(s2).intoArray(c, cAt + 2 * ldc);
      fromArray(SPECIES, c, cAt + 3 * ldc).add(s3).intoArray(c, cAt + 3 * ldc);
      fromArray(SPECIES, c, cAt + 4 * ldc).add(s4).intoArray(c, cAt + 4 * ldc);
      fromArray(SPECIES, c, cAt + 5 * ldc).add(s5).intoArray(c, cAt + 5 * ldc);
      fromArray(SPECIES, c, cAt + 6 * ldc).add(s6).intoArray(c, cAt + 6 * ldc);
      fromArray(SPECIES, c, cAt + 7 * ldc).add(s7).intoArray(c, cAt + 7 * ldc);
      fromArray(SPECIES, c, cAt + 8 * ldc).add(s8).intoArray(c, cAt + 8 * ldc);
      fromArray(SPECIES, c, cAt + 9 * ldc).add(s9).intoArray(c, cAt + 9 * ldc);
    } else {
      s0.intoArray(c, cAt);
      s1.intoArray(c, cAt + ldc);
      s2.intoArray(c, cAt + 2 * ldc);
      s3.intoArray(c, cAt + 3 * ldc);
      s4.intoArray(c, cAt + 4 * ldc);
      s5.intoArray(c, cAt + 5 * ldc);
      s6.intoArray(c, cAt + 6 * ldc);
      s7.intoArray(c, cAt + 7 * ldc);
      s8.intoArray(c, cAt + 8 * ldc);
      s9.intoArray(c, cAt + 9 * ldc);
    }
  }
}
