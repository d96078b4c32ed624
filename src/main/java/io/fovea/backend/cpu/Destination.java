package io.fovea.backend.cpu;

import io.fovea.op.Activation;
import io.fovea.op.Epilogue;
import io.fovea.op.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * Where a matrix product goes, and what is done to it there.
 *
 * @param rowStride distance of the rows in c
 * @param rows which row of c a row of the product is, or null where they are the same
 * @param bias one number per column of c, or null where sums are stored as they are
 * @param residual what is added to each element of c, laid out as c is, or null
 * @param slope one number per column of c, by which negative results are multiplied, or null
 * @param mask what sets each element of c to zero where it is not positive, laid out as c is, or
 *     null
 * @param floor what every result is at least, where there is no slope
 */
record Destination(
    CpuTensor c,
    int rowStride,
    @Nullable RowMap rows,
    @Nullable CpuTensor bias,
    @Nullable CpuTensor residual,
    @Nullable CpuTensor slope,
    @Nullable CpuTensor mask,
    float floor) {
  /** A numbering of rows. */
  @FunctionalInterface
  interface RowMap {
    int row(int m);
  }

  /** A dense result that is stored as it is. */
  static Destination plain(CpuTensor c, int rowStride) {
    return new Destination(c, rowStride, null, null, null, null, null, Float.NEGATIVE_INFINITY);
  }

  /** The output of a node with an epilogue. */
  static Destination of(CpuNode node, int rowStride, Epilogue epilogue) {
    if (epilogue.equals(Epilogue.NONE)) {
      return plain(node.output(0), rowStride);
    }
    boolean onlyMasked = epilogue.mask() && !epilogue.bias();
    CpuTensor noBias = onlyMasked ? null : zeros(rowStride);
    return new Destination(
        node.output(0),
        rowStride,
        null,
        epilogue.bias() ? node.input(epilogue.biasInput()) : noBias,
        epilogue.residual() ? node.input(epilogue.residualInput()) : null,
        epilogue.slope() ? node.input(epilogue.slopeInput()) : null,
        epilogue.mask() ? node.input(epilogue.maskInput()) : null,
        epilogue.activation() == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY);
  }

  private static CpuTensor zeros(int n) {
    CpuTensor zeros = new CpuTensor(TensorType.real(n));
    zeros.bind(new float[n], 0);
    return zeros;
  }

  /** The same destination with its rows in another order. */
  Destination scattered(RowMap map) {
    return new Destination(c, rowStride, map, bias, residual, slope, mask, floor);
  }

  /**
   * Does what is left to do to so many rows of c.
   *
   * @param at index of their first element
   * @param column which column of c that is
   */
  void finish(CpuKernels kernels, int at, int count, int column, int columns) {
    finish(kernels, at, rowStride, count, column, columns);
  }

  /** The same for rows that lie {@code stride} elements apart. */
  void finish(CpuKernels kernels, int at, int stride, int count, int column, int columns) {
    if (bias != null) {
      add(kernels, bias, at, stride, count, column, columns);
    }
    if (mask != null) {
      mask(kernels, mask, at, stride, count, columns);
    }
  }

  /** Adds bias and residual, then applies what goes by columns. */
  private void add(
      CpuKernels kernels,
      CpuTensor biases,
      int at,
      int stride,
      int count,
      int column,
      int columns) {
    float[] b = biases.floats();
    int bAt = biases.at() + column;
    float[] y = c.floats();
    if (residual != null) {
      float[] x = residual.floats();
      int xAt = residual.at() + at - c.at();
      kernels.addBiasAndResidual(b, bAt, x, xAt, floor, y, at, stride, count, columns);
      if (slope != null) {
        for (int row = at; row < at + count * stride; row += stride) {
          kernels.prelu(y, row, slope.floats(), slope.at() + column, y, row, columns);
        }
      }
    } else if (slope != null) {
      float[] alpha = slope.floats();
      int alphaAt = slope.at() + column;
      kernels.addBiasThenPRelu(b, bAt, alpha, alphaAt, y, at, stride, count, columns);
    } else {
      kernels.addBias(b, bAt, floor, y, at, stride, count, columns);
    }
  }

  /** Masks rows, to which the residual is added here where there is no bias. */
  private void mask(CpuKernels kernels, CpuTensor by, int at, int stride, int count, int columns) {
    boolean touch = columns == stride;
    int runs = touch ? 1 : count;
    int n = touch ? count * columns : columns;
    float[] keep = by.floats();
    float[] y = c.floats();
    for (int run = 0; run < runs; run++) {
      int to = at + run * stride;
      int keepAt = by.at() + to - c.at();
      if (residual != null && bias == null) {
        int from = residual.at() + to - c.at();
        kernels.addThenReluGradient(keep, keepAt, residual.floats(), from, y, to, n);
      } else {
        kernels.reluGradient(keep, keepAt, y, to, y, to, n);
      }
    }
  }

  /** Whether sums can be finished before they are in their place, column by column. */
  boolean finishesColumns() {
    return residual == null && mask == null;
  }

  /** As finish, for n elements of one column that lie one behind the other. */
  void finishColumn(CpuKernels kernels, float[] y, int at, int n, int column) {
    if (bias == null) {
      return;
    }
    float value = bias.floats()[bias.at() + column];
    if (slope == null) {
      kernels.addConstant(value, floor, y, at, n);
    } else {
      kernels.addConstantThenPRelu(value, slope.floats()[slope.at() + column], y, at, n);
    }
  }
}
