package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.AvgPool2d;
import io.fovea.op.PoolDims;
import java.util.List;

/** Mean of each window. */
final class ReferenceAvgPool2d implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    AvgPool2d op = (AvgPool2d) node.op();
    Elements x = inputs.get(0);
    PoolDims d = PoolDims.of(x.shape(), op.geometry());
    for (int n = 0; n < d.n(); n++) {
      for (int oh = 0; oh < d.oh(); oh++) {
        for (int ow = 0; ow < d.ow(); ow++) {
          ReferenceWindow window = new ReferenceWindow(d, oh, ow);
          for (int c = 0; c < d.c(); c++) {
            double sum = 0;
            for (int h = window.top(); h < window.bottom(); h++) {
              for (int w = window.left(); w < window.right(); w++) {
                sum += x.get(n, h, w, c);
              }
            }
            outputs.get(0).set(n, oh, ow, c, sum / window.divisor(op.countIncludePad()));
          }
        }
      }
    }
  }
}
