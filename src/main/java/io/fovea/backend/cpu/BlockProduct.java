package io.fovea.backend.cpu;

/**
 * A matrix product of one block by one worker: {@code c[m, n] = a[m, k] * b[k, n]}, or {@code c +=}
 * it. It is a mutable record of arguments, reused call by call, beside the scratch memory that the
 * computation needs.
 *
 * <p>{@code a} holds a row every {@link #LEFT_STRIDE} elements or, transposed, a term; and memory
 * for a whole number of {@link CpuKernels#tileRows} rows, of which those that are missing may hold
 * anything. {@code b} is packed in panels of {@link CpuKernels#panelColumns} columns, each {@code
 * [depth][columns]}, or lies row by row; either way there is memory for whole panels, and what the
 * last one has too many may hold anything. {@code c} is row-major with {@code ldc} elements from
 * row to row.
 *
 * <p>Each element of c is summed over k in ascending order, then stored or added: its bits depend
 * on neither m nor n.
 */
public abstract class BlockProduct {
  /** Most terms of a block, and most rows where a is transposed. */
  public static final int MAX_DEPTH = 384;

  /**
   * Elements from row to row of a, or from term to term, a constant so that compilers need not
   * check each index. It is an odd number of cache lines, so that rows do not compete for one place
   * in the cache.
   */
  public static final int LEFT_STRIDE = MAX_DEPTH + 16;

  protected float[] a = {};
  protected int aAt;

  /** Elements of a from a row to the next, and from a term to the next: one of them is 1. */
  protected int aRow;

  protected int aTerm;
  protected float[] b = {};
  protected int bAt;

  /** Elements of b from a column to the next, where each begins a panel. */
  protected int bStep;

  /** Elements of b from a term to the next, or 0: the width of the panel. */
  protected int bStride;

  protected float[] c = {};
  protected int cAt;
  protected int ldc;

  /** For implementations. */
  protected BlockProduct() {}

  /** The left factor row by row: its array and the offset of its first row. */
  public final BlockProduct left(float[] array, int at) {
    a = array;
    aAt = at;
    aRow = LEFT_STRIDE;
    aTerm = 1;
    return this;
  }

  /** The left factor term by term: its array and the offset of its first term. */
  public final BlockProduct leftTransposed(float[] array, int at) {
    a = array;
    aAt = at;
    aRow = 1;
    aTerm = LEFT_STRIDE;
    return this;
  }

  /**
   * The right factor in panels.
   *
   * @param at offset of the first panel
   * @param depth terms that each panel holds
   */
  public final BlockProduct rightPanels(float[] array, int at, int depth) {
    b = array;
    bAt = at;
    bStep = depth;
    bStride = 0;
    return this;
  }

  /** The right factor row by row. */
  public final BlockProduct rightRows(float[] array, int at, int rowStride) {
    b = array;
    bAt = at;
    bStep = 1;
    bStride = rowStride;
    return this;
  }

  /** Where the result goes. */
  public final BlockProduct to(float[] array, int at, int rowStride) {
    c = array;
    cAt = at;
    ldc = rowStride;
    return this;
  }

  /**
   * Computes.
   *
   * @param k at most {@link #MAX_DEPTH}
   * @param accumulate whether the product is added to c
   */
  public abstract void run(int m, int n, int k, boolean accumulate);
}
