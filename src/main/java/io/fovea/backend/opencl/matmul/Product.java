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
 * @param groupY distance between the first elements of successive y, and of their biases
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
    int groupY) {

  /** One product of whole matrices. */
  public static Product of(int m, int n, int k, boolean transposeA, boolean transposeW) {
    return new Product(
        m, n, k, transposeA ? m : k, transposeW ? k : n, n, transposeA, transposeW, 1, 0, 0, 0);
  }

  static Product of(MatMul op, MatMul.Dims dims) {
    return of(dims.m(), dims.n(), dims.k(), op.transposeA(), op.transposeW());
  }

  /** Whether every row of every matrix begins a multiple of that many elements after the first. */
  boolean isMultipleOf(int elements) {
    return (lda | ldw | ldy | groupA | groupW | groupY) % elements == 0;
  }
}
