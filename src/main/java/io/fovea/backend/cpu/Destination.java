package io.fovea.backend.cpu;

import io.fovea.op.Activation;
import io.fovea.op.Epilogue;
import org.jspecify.annotations.Nullable;

/**
 * Where a matrix product goes, and what is done to it there.
 *
 * @param rowStride distance of the rows in c
 * @param rows which row of c a row of the product is, or null where they are the same
 * @param bias one number per column of c, or null
 */
record Destination(
    CpuTensor c, int rowStride, @Nullable RowMap rows, @Nullable CpuTensor bias, boolean relu) {
  /** A numbering of rows. */
  @FunctionalInterface
  interface RowMap {
    int row(int m);
  }

  /** A dense result that is stored as it is. */
  static Destination plain(CpuTensor c, int rowStride) {
    return new Destination(c, rowStride, null, null, false);
  }

  /** The output of a node with an epilogue, whose bias is input 2. */
  static Destination of(CpuNode node, int rowStride, Epilogue epilogue) {
    CpuTensor bias = epilogue.bias() ? node.input(2) : null;
    boolean relu = epilogue.activation() == Activation.RELU;
    return new Destination(node.output(0), rowStride, null, bias, relu);
  }

  /** The same with rows in another order. */
  Destination scattered(RowMap map) {
    return new Destination(c, rowStride, map, bias, relu);
  }

  /** Does what is left to do to rows of the product that lie {@code stride} apart in an array. */
  void finish(
      CpuKernels kernels, float[] y, int at, int stride, int rows, int column, int columns) {
    if (bias != null) {
      float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
      kernels.addBias(bias.floats(), bias.at() + column, floor, y, at, stride, rows, columns);
    } else if (relu) {
      for (int r = 0; r < rows; r++) {
        kernels.relu(y, at + r * stride, y, at + r * stride, columns);
      }
    }
  }

  /** The same for n elements of one column that lie one behind the other. */
  void finishColumn(CpuKernels kernels, float[] y, int at, int n, int column) {
    if (bias != null || relu) {
      float value = bias == null ? 0 : bias.floats()[bias.at() + column];
      kernels.addConstant(value, relu ? 0 : Float.NEGATIVE_INFINITY, y, at, n);
    }
  }
}
