package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.BatchNormGradient;
import java.util.List;

/** Gradients of batch normalisation. */
final class ReferenceBatchNormGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    BatchNormGradient op = (BatchNormGradient) node.op();
    Elements x = inputs.get(0);
    Elements dy = inputs.get(1);
    for (int c = 0; c < x.channels(); c++) {
      double gamma = inputs.get(2).get(c);
      double mean = inputs.get(3).get(c);
      double r = 1 / Math.sqrt(inputs.get(4).get(c) + op.epsilon());
      double dgamma = 0;
      double dbeta = 0;
      for (int row = 0; row < x.rows(); row++) {
        dgamma += dy.get(row, c) * (x.get(row, c) - mean) * r;
        dbeta += dy.get(row, c);
      }
      for (int row = 0; row < x.rows(); row++) {
        double h = (x.get(row, c) - mean) * r;
        double common = op.constantStatistics() ? 0 : (dbeta + h * dgamma) / x.rows();
        outputs.get(0).set(row, c, gamma * r * (dy.get(row, c) - common));
      }
      outputs.get(1).set(c, dgamma);
      outputs.get(2).set(c, dbeta);
    }
  }
}
