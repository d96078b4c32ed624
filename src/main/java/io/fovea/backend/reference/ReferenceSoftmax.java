package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code y = exp(x - max) / sum of exp(x - max)} over the last axis. */
final class ReferenceSoftmax implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements x = inputs.get(0);
    Elements y = outputs.get(0);
    for (int row = 0; row < x.rows(); row++) {
      double max = max(x, row);
      double sum = sum(x, row, max);
      for (int c = 0; c < x.channels(); c++) {
        y.set(row, c, Math.exp(x.get(row, c) - max) / sum);
      }
    }
  }

  /** Largest element of a row; NaN if it holds one. */
  static double max(Elements x, int row) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < x.channels(); c++) {
      max = Math.max(max, x.get(row, c));
    }
    return max;
  }

  /** Sum of {@code exp(x - max)} over a row. */
  static double sum(Elements x, int row, double max) {
    double sum = 0;
    for (int c = 0; c < x.channels(); c++) {
      sum += Math.exp(x.get(row, c) - max);
    }
    return sum;
  }
}
