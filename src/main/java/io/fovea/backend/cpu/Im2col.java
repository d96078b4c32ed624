package io.fovea.backend.cpu;

import io.fovea.op.Conv2dDims;
import io.fovea.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * The patch matrix of a convolution, a chunk of rows at a time: row {@code (n, oh, ow)} holds group
 * after group the {@code (kh, kw, ic)} that the group's output channels read.
 */
final class Im2col {
  /** Elements of a chunk, where more than one row of output pixels fits. */
  private static final long CHUNK_ELEMENTS = 1L << 21;

  private final Conv2dDims dims;
  private final CpuKernels kernels;
  private final Workers workers;
  private final int depth;
  private final int columns;
  private final int chunkRows;
  private final CpuTensor matrix;

  /** The matrix of a node's convolution, with room for a chunk. */
  Im2col(CpuNode node, Conv2dDims dims) {
    this.dims = dims;
    this.kernels = node.kernels();
    this.workers = node.workers();
    this.depth = dims.kh() * dims.kw() * dims.icPerGroup();
    this.columns = dims.kh() * dims.kw() * dims.ic();
    long lineElements = (long) dims.ow() * columns;
    int lines =
        (int) Math.max(1, Math.min((long) dims.n() * dims.oh(), CHUNK_ELEMENTS / lineElements));
    this.chunkRows = lines * dims.ow();
    this.matrix = node.workspace(DType.F32, lines * lineElements);
  }

  /** Terms of one group: {@code kh * kw * ic / groups}. */
  int depth() {
    return depth;
  }

  /** Elements of a row: the terms of all groups. */
  int columns() {
    return columns;
  }

  CpuTensor matrix() {
    return matrix;
  }

  /** Rows of a chunk, whole lines of output pixels. */
  int chunkRows() {
    return chunkRows;
  }

  /** Where each chunk begins; the last may be shorter. */
  List<Integer> chunks() {
    List<Integer> firsts = new ArrayList<>();
    int rows = dims.n() * dims.oh() * dims.ow();
    for (int first = 0; first < rows; first += chunkRows) {
      firsts.add(first);
    }
    return firsts;
  }

  /** Number of rows of the chunk that begins with the given one. */
  int rowsFrom(int first) {
    return Math.min(chunkRows, dims.n() * dims.oh() * dims.ow() - first);
  }

  /** The terms of a group as a factor, {@code [rows, depth]} or transposed. */
  LeftFactor factor(int group, boolean transposed) {
    return new LeftFactor(Rows.of(kernels, matrix, group * depth, columns), transposed);
  }

  /** A step that fills the matrix with the chunk from {@code first} on. */
  CpuStep fill(CpuTensor x, int first) {
    Patches[] groups = new Patches[dims.geometry().groups()];
    for (int group = 0; group < groups.length; group++) {
      groups[group] = Patches.of(kernels, dims, x, group, false);
    }
    int lines = rowsFrom(first) / dims.ow();
    Workers.Task task =
        (line, worker) -> {
          int row = line * dims.ow();
          int at = matrix.at() + row * columns;
          for (Patches patches : groups) {
            patches.copy(first + row, dims.ow(), 0, depth, matrix.floats(), at, columns);
            at += depth;
          }
        };
    return () -> workers.run(lines, task);
  }
}
