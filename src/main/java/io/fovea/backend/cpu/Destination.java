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
 * @param floor what every result is at least, where there is no slope
 */
record Destination(
    CpuTensor c,
    int rowStride,
    @Nullable RowMap rows,
    @Nullable CpuTensor bias,
    @Nullable CpuTensor residual,
    @Nullable CpuTensor slope,
    float floor) {
  /** A numbering of rows. */
  @FunctionalInterface
  interface RowMap {
    int row(int m);
  }

  /** A dense result that is stored as it is. */
  static Destination plain(CpuTensor c, int rowStride) {
    return stored(c, rowStride, null);
  }

  /** A result that is stored as it is, but its rows in another order. */
  static Destination scattered(CpuTensor c, int rowStride, RowMap map) {
    return stored(c, rowStride, map);
  }

  private static Destination stored(CpuTensor c, int rowStride, @Nullable RowMap map) {
    return new Destination(c, rowStride, map, null, null, null, Float.NEGATIVE_INFINITY);
  }

  /** The output of a node with an epilogue. */
  static Destination of(CpuNode node, int rowStride, Epilogue epilogue) {
    if (epilogue.equals(Epilogue.NONE)) {
      return plain(node.output(0), rowStride);
    }
    return new Destination(
        node.output(0),
        rowStride,
        null,
        epilogue.bias() ? node.input(epilogue.biasInput()) : zeros(rowStride),
        epilogue.residual() ? node.input(epilogue.residualInput()) : null,
        epilogue.slope() ? node.input(epilogue.slopeInput()) : null,
        epilogue.activation() == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY);
  }

  private static CpuTensor zeros(int n) {
    CpuTensor zeros = new CpuTensor(TensorType.real(n));
    zeros.bind(new float[n], 0);
    return zeros;
  }

  /**
   * Does what is left to do to so many rows of c.
   *
   * @param at index of their first element
   * @param column which column of c that is
   */
  void finish(CpuKernels kernels, int at, int count, int column, int columns) {
    if (bias == null) {
      return;
    }
    float[] b = bias.floats();
    int bAt = bias.at() + column;
    float[] y = c.floats();
    if (residual != null) {
      float[] x = residual.floats();
      int xAt = residual.at() + at - c.at();
      kernels.addBiasAndResidual(b, bAt, x, xAt, floor, y, at, rowStride, count, columns);
      if (slope != null) {
        for (int row = at; row < at + count * rowStride; row += rowStride) {
          kernels.prelu(y, row, slope.floats(), slope.at() + column, y, row, columns);
        }
      }
    } else if (slope != null) {
      float[] alpha = slope.floats();
      int alphaAt = slope.at() + column;
      kernels.addBiasThenPRelu(b, bAt, alpha, alphaAt, y, at, rowStride, count, columns);
    } else {
      kernels.addBias(b, bAt, floor, y, at, rowStride, count, columns);
    }
  }

  /** Whether sums can be finished before they are in their place, column by column. */
  boolean finishesColumns() {
    return residual == null;
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
