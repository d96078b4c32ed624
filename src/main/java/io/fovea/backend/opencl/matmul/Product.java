package io.fovea.backend.opencl.matmul;

import io.fovea.op.MatMul;

/**
 * What a product kernel computes: {@code y[m,n] = sum over k of a[m,k] * w[k,n]}, for several
 * equally shaped products, whose matrices may be parts of larger ones.
 *
 * @param m rows of y
 * @param n columns of y
 * @param k length of each sum
 * @param lda distance between rows of a as stored, in elements
 * @param ldw distance between rows of w as stored
 * @param ldy distance between rows of y
 * @param transposeA whether a is stored as [k, m]
 * @param transposeW whether w is stored as [n, k]
 * @param groups number of products
 * @param groupA distance between the first elements of successive a
 * @param groupW distance between the first elements of successive w
 * @param groupY distance between the first elements of successive y, and of what the epilogue reads
 * @param each rows of y that an example of the batch has; where a is transposed, steps of k
 */
public record Product(
    int m,
    int n,
    int k,
    int lda,
    int ldw,
    int ldy,
    boolean transposeA,
    boolean transposeW,
    int groups,
    int groupA,
    int groupW,
    int groupY,
    int each) {
  private static final long USUAL_BATCH = 64;

  /** One product of whole matrices. */
  public static Product of(int m, int n, int k, boolean transposeA, boolean transposeW, int each) {
    int lda = transposeA ? m : k;
    int ldw = transposeW ? k : n;
    return new Product(m, n, k, lda, ldw, n, transposeA, transposeW, 1, 0, 0, 0, each);
  }

  static Product of(MatMul op, MatMul.Dims dims) {
    return of(dims.m(), dims.n(), dims.k(), op.transposeA(), op.transposeW(), 1);
  }

  /**
   * The same for a batch of usual size: what is chosen by this is chosen alike for every batch, so
   * that another batch needs no other kernel.
   */
  Product usual() {
    int batched = (int) Math.min(USUAL_BATCH * each, Integer.MAX_VALUE);
    return new Product(
        transposeA ? m : batched,
        n,
        transposeA ? batched : k,
        lda,
        ldw,
        ldy,
        transposeA,
        transposeW,
        groups,
        groupA,
        groupW,
        groupY,
        each);
  }
}
