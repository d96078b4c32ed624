package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.GroupNorm;
import java.util.List;

/** {@code y = gamma * (x - mean) / sqrt(variance + epsilon) + beta} by example and group. */
final class ReferenceGroupNorm implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    GroupNorm op = (GroupNorm) node.op();
    Elements x = inputs.get(0);
    int pixels = x.rows() / x.shape().dim(0);
    int width = x.channels() / op.groups();
    for (int i = 0; i < outputs.get(1).length(); i++) {
      int n = i / op.groups();
      int first = i % op.groups() * width;
      double sum = 0;
      for (int p = n * pixels; p < (n + 1) * pixels; p++) {
        for (int c = first; c < first + width; c++) {
          sum += x.get(p, c);
        }
      }
      double mean = sum / (pixels * width);
      double squares = 0;
      for (int p = n * pixels; p < (n + 1) * pixels; p++) {
        for (int c = first; c < first + width; c++) {
          squares += (x.get(p, c) - mean) * (x.get(p, c) - mean);
        }
      }
      double scale = 1 / Math.sqrt(squares / (pixels * width) + op.epsilon());
      for (int p = n * pixels; p < (n + 1) * pixels; p++) {
        for (int c = first; c < first + width; c++) {
          double z = (x.get(p, c) - mean) * scale;
          outputs.get(0).set(p, c, inputs.get(1).get(c) * z + inputs.get(2).get(c));
        }
      }
      outputs.get(1).set(i, mean);
      outputs.get(2).set(i, scale);
    }
  }
}
