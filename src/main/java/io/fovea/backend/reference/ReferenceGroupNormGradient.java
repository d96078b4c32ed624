package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.GroupNormGradient;
import java.util.List;

/** {@code dx = scale * (g - mean of g - z * mean of (g * z)), terms = dy * z}. */
final class ReferenceGroupNormGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    GroupNormGradient op = (GroupNormGradient) node.op();
    Elements x = inputs.get(0);
    Elements dy = inputs.get(1);
    Elements gamma = inputs.get(2);
    int pixels = x.rows() / x.shape().dim(0);
    int width = x.channels() / op.groups();
    for (int i = 0; i < inputs.get(3).length(); i++) {
      int n = i / op.groups();
      int first = i % op.groups() * width;
      double mean = inputs.get(3).get(i);
      double scale = inputs.get(4).get(i);
      double sum = 0;
      double sumZ = 0;
      for (int p = n * pixels; p < (n + 1) * pixels; p++) {
        for (int c = first; c < first + width; c++) {
          double g = dy.get(p, c) * gamma.get(c);
          sum += g;
          sumZ += g * (x.get(p, c) - mean) * scale;
        }
      }
      double count = pixels * width;
      for (int p = n * pixels; p < (n + 1) * pixels; p++) {
        for (int c = first; c < first + width; c++) {
          double z = (x.get(p, c) - mean) * scale;
          double g = dy.get(p, c) * gamma.get(c);
          outputs.get(0).set(p, c, scale * (g - sum / count - z * sumZ / count));
          outputs.get(1).set(p, c, dy.get(p, c) * z);
        }
      }
    }
  }
}
