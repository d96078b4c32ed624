package io.fovea.backend.cpu;

/**
 * The inner loops that everything on this backend is made of. There are two sets, one in plain Java
 * and one with the Vector API; and the latter's twin in plain Java, {@code simd.FusedKernels},
 * whose results are the same bit for bit: whoever changes the order of a sum changes it in both.
 * All give the same bits where every intermediate result is an integer below 2^24; elsewhere the
 * two differ by rounding, as sums are fused and ordered differently. Within one set a result
 * depends on its operands alone: not on offsets, nor on how warm the code is.
 *
 * <p>Every long array comes with the offset of its first element ({@code xAt}); arrays with one
 * entry per column ({@code mean, a, b, ..}) begin at 0. A result may be one of the operands at the
 * same offset, and must not overlap them otherwise.
 */
public interface CpuKernels {
  /** Elements that {@link #copyRowsSpaciously} may write behind each row. */
  int SPARE = 16;

  /** The name that forces this set: {@code scalar} or {@code vector}. */
  String name();

  /** What it computes with, for people, as in {@code Vector API, 256 bits}. */
  String description();

  /** Rows of a product that are computed at a time: what memory for the left factor must hold. */
  int tileRows();

  /** Rows of a product from which on it is about as fast as it gets. */
  default int manyRows() {
    return 2 * tileRows();
  }

  /**
   * Columns of the next panel of the right factor of a product, where {@code columns} remain. Only
   * the last panel is narrower than the others; it may be wider than what remains.
   */
  int panelColumns(int columns);

  /** A matrix product on packed panels, for the use of one worker. */
  BlockProduct newProduct();

  /** The tiles of a convolution with few output channels, for the use of one worker. */
  PlanarTiles newPlanarTiles();

  /** The transforms of Winograd's convolution. */
  WinogradTransforms winograd();

  /**
   * Copies {@code b [rows, n]}, whose rows lie {@code stride} apart, as panels of {@link
   * #panelColumns} columns, each {@code [rows][columns]}. Columns that the last one has too many
   * are left as they are.
   */
  default void packPanels(
      float[] b, int bAt, int stride, int rows, int n, float[] panels, int panelsAt) {
    for (int j = 0; j < n; j += panelColumns(n)) {
      int width = panelColumns(n - j);
      int columns = Math.min(width, n - j);
      copyRows(b, bAt + j, stride, panels, panelsAt + j * rows, width, rows, columns);
    }
  }

  /** {@code y = a + b}. */
  void add(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n);

  /**
   * Rows that lie {@code stride} elements apart: {@code y[r, j] = max(y[r, j] + b[j], floor)}, NaN
   * staying NaN. A floor of negative infinity leaves the sum as it is.
   */
  void addBias(float[] b, int bAt, float floor, float[] y, int yAt, int stride, int rows, int n);

  /** The same of {@code y + b + x}, the rows of x as far apart as those of y. */
  void addBiasAndResidual(
      float[] b,
      int bAt,
      float[] x,
      int xAt,
      float floor,
      float[] y,
      int yAt,
      int stride,
      int rows,
      int n);

  /**
   * Rows that lie {@code stride} elements apart: {@code y[r, j] = prelu(y[r, j] + b[j], alpha[j])},
   * where {@code prelu(x, alpha) = x > 0 ? x : alpha x}.
   */
  void addBiasThenPRelu(
      float[] b,
      int bAt,
      float[] alpha,
      int alphaAt,
      float[] y,
      int yAt,
      int stride,
      int rows,
      int n);

  /** {@code y = max(y + value, floor)}, NaN staying NaN. */
  void addConstant(float value, float floor, float[] y, int yAt, int n);

  /** {@code y = prelu(y + value, alpha)}. */
  void addConstantThenPRelu(float value, float alpha, float[] y, int yAt, int n);

  /** Rows that lie apart: {@code y[r, j] = x[r, j]}. */
  void copyRows(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int rows, int n);

  /**
   * The same, where up to {@link #SPARE} elements behind each row of y may be overwritten: rows
   * that are no whole number of vectors are then copied by vectors too.
   */
  default void copyRowsSpaciously(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int rows, int n) {
    copyRows(x, xAt, xStride, y, yAt, yStride, rows, n);
  }

  /** {@code y += a * b}, element by element. */
  void addProduct(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n);

  /** {@code y = x < 0 ? 0 : x}; a negative zero becomes 0. */
  void relu(float[] x, int xAt, float[] y, int yAt, int n);

  /** {@code dx = y <= 0 ? 0 : dy}. */
  void reluGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n);

  /** {@code dx = y <= 0 ? 0 : dx + dy}. */
  void addThenReluGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n);

  /** {@code y = x > 0 ? x : alpha x}. */
  void prelu(float[] x, int xAt, float[] alpha, int alphaAt, float[] y, int yAt, int n);

  /** {@code dx = x > 0 ? dy : alpha dy} and {@code terms = x > 0 ? 0 : x dy}. */
  void preluGradient(
      float[] x,
      int xAt,
      float[] alpha,
      int alphaAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt,
      float[] terms,
      int termsAt,
      int n);

  /** One row: {@code y[j] = (x[j] - mean[j]) * a[j] + b[j]}. */
  void normalize(float[] x, int xAt, float[] mean, float[] a, float[] b, float[] y, int yAt, int n);

  /** One row: {@code y[j] = (x[j] - mean[j]) * a[j] + z[j] * b[j] + c[j]}. */
  void combine(
      float[] x,
      int xAt,
      float[] mean,
      float[] a,
      float[] z,
      int zAt,
      float[] b,
      float[] c,
      float[] y,
      int yAt,
      int n);

  /** Sum of x. */
  double sum(float[] x, int xAt, int n);

  /** Sum of the squares of x. */
  double sumSquares(float[] x, int xAt, int n);

  /** {@code y[j] = sum over r of x[r, j]}; x is {@code [rows, n]}. */
  void sumRows(float[] x, int xAt, int rows, int n, float[] y, int yAt);

  /**
   * {@code y[j] = sum of x[xAt + offsets[i] + j] for first <= i < end}. Up to {@link #SPARE}
   * elements behind the runs of x may be read, and as many behind y be overwritten.
   */
  void sumRuns(float[] x, int xAt, int[] offsets, int first, int end, float[] y, int yAt, int n);

  /** {@code y[j] = sum over r of (x[r, j] - mean[j]) * z[r, j]}; x and z are {@code [rows, n]}. */
  void sumCentred(
      float[] x, int xAt, float[] mean, float[] z, int zAt, int rows, int n, float[] y, int yAt);

  /** {@code y[j] = sum over r of (x[r, j] - mean[j])^2}; x is {@code [rows, n]}. */
  void sumSquaresCentred(float[] x, int xAt, float[] mean, int rows, int n, float[] y, int yAt);

  /**
   * For each window of a line and each of n channels, the element that is largest after
   * multiplication with a sign, or its first NaN; and the number of its tap. Of equal elements the
   * first wins.
   *
   * @param sign 1 for the largest element, -1 for the smallest
   * @param xAt the first pixel of the first window, which may be padding
   * @param stride elements from a window of x to the next
   * @param y the elements, {@code [windows, n]} as index
   * @param areTapsUsed else index may hold anything afterwards, and of two zeros either may win
   * @param room elements behind y and index, up to {@link #SPARE} of which may be overwritten
   */
  void extremesOfWindows(
      float sign,
      float[] x,
      int xAt,
      int stride,
      WindowTaps taps,
      int windows,
      int n,
      float[] y,
      int yAt,
      boolean areTapsUsed,
      int[] index,
      int indexAt,
      int room);

  /**
   * As {@link #extremesOfWindows}, the largest {@code x > 0 ? x : alpha[c] x}, and the x that it is
   * made of.
   *
   * @param alpha n slopes, behind which {@link #SPARE} elements may be read
   * @param chosen the x, as y
   * @param room elements behind y, chosen and index, up to {@link #SPARE} of which may be
   *     overwritten
   */
  void largestPRelu(
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
      int room);

  /**
   * One row of pixels under windows that lie side by side: {@code dx[w, t, c] = taps[w, c] == first
   * + t ? dy[w, c] : 0} for {@code 0 <= t < count}.
   *
   * @param taps unsigned bytes {@code [windows, n]}, as dy
   * @param dx {@code [windows, count, n]}
   * @param room elements behind dx, up to {@link #SPARE} of which may be overwritten
   */
  void spreadByTap(
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
      int room);
}
