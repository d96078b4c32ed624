package io.fovea.backend.reference;

import static io.fovea.op.RandomUniform.choice;

import io.fovea.graph.Node;
import io.fovea.op.Cutout2d;
import io.fovea.tensor.Shape;
import java.util.List;

/** Fills a box of each image. */
final class ReferenceCutout2d implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Cutout2d op = (Cutout2d) node.op();
    Elements x = inputs.get(0);
    Elements u = inputs.get(1);
    Shape shape = x.shape();
    for (int n = 0; n < shape.dim(0); n++) {
      int top = choice(u.get(2 * n), shape.dim(1)) - op.kh() / 2;
      int left = choice(u.get(2 * n + 1), shape.dim(2)) - op.kw() / 2;
      for (int h = 0; h < shape.dim(1); h++) {
        for (int w = 0; w < shape.dim(2); w++) {
          boolean isCut = h >= top && h < top + op.kh() && w >= left && w < left + op.kw();
          for (int c = 0; c < shape.dim(3); c++) {
            double fill = op.fill().get(op.fill().size() == 1 ? 0 : c);
            outputs.get(0).set(n, h, w, c, isCut ? fill : x.get(n, h, w, c));
          }
        }
      }
    }
  }
}
