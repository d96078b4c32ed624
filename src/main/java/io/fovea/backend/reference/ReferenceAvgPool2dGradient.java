package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.AvgPool2dGradient;
import io.fovea.op.PoolDims;
import java.util.List;

/** Spreads each dy evenly over its window. */
final class ReferenceAvgPool2dGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    AvgPool2dGradient op = (AvgPool2dGradient) node.op();
    Elements dy = inputs.get(0);
    Elements dx = outputs.get(0);
    PoolDims d = PoolDims.of(op.x(), op.geometry());
    dx.fill(0);
    for (int n = 0; n < d.n(); n++) {
      for (int oh = 0; oh < d.oh(); oh++) {
        for (int ow = 0; ow < d.ow(); ow++) {
          ReferenceWindow window = new ReferenceWindow(d, oh, ow);
          for (int c = 0; c < d.c(); c++) {
            double share = dy.get(n, oh, ow, c) / window.divisor(op.countIncludePad());
            for (int h = window.top(); h < window.bottom(); h++) {
              for (int w = window.left(); w < window.right(); w++) {
                dx.add(n, h, w, c, share);
              }
            }
          }
        }
      }
    }
  }
}
