package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.MaxPool2d;
import io.fovea.op.PoolDims;
import io.fovea.op.PoolGeometry;
import java.util.List;

/** Largest element of each window and its tap. */
final class ReferenceMaxPool2d implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    choose(((MaxPool2d) node.op()).geometry(), 1, inputs, outputs);
  }

  /** The element of each window that is largest after multiplication with a sign, and its tap. */
  static void choose(
      PoolGeometry geometry, int sign, List<Elements> inputs, List<Elements> outputs) {
    Elements x = inputs.get(0);
    PoolDims d = PoolDims.of(x.shape(), geometry);
    for (int n = 0; n < d.n(); n++) {
      for (int oh = 0; oh < d.oh(); oh++) {
        for (int ow = 0; ow < d.ow(); ow++) {
          ReferenceWindow window = new ReferenceWindow(d, oh, ow);
          for (int c = 0; c < d.c(); c++) {
            double best = Double.NaN;
            int index = -1;
            for (int h = window.top(); h < window.bottom(); h++) {
              for (int w = window.left(); w < window.right(); w++) {
                double value = x.get(n, h, w, c);
                boolean wins =
                    sign * value > sign * best || (Double.isNaN(value) && !Double.isNaN(best));
                if (index < 0 || wins) {
                  best = value;
                  index = window.tap(h, w);
                }
              }
            }
            outputs.get(0).set(n, oh, ow, c, best);
            outputs.get(1).set(n, oh, ow, c, index);
          }
        }
      }
    }
  }
}
