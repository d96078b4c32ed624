package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.PoolDims;
import io.fovea.op.PoolGeometry;
import java.util.List;

/**
 * Sends each dy to the pixel that won its window. A tap in the padding, which no pooling gives but
 * the made-up numbers of a self-check do, adds nothing.
 */
final class ReferenceMaxPool2dGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    MaxPool2dGradient op = (MaxPool2dGradient) node.op();
    Elements dy = inputs.get(1);
    Elements dx = outputs.get(0);
    PoolGeometry g = op.geometry();
    PoolDims d = PoolDims.of(op.x(), g);
    dx.fill(0);
    for (int n = 0; n < d.n(); n++) {
      for (int oh = 0; oh < d.oh(); oh++) {
        for (int ow = 0; ow < d.ow(); ow++) {
          for (int c = 0; c < d.c(); c++) {
            int tap = (int) inputs.get(0).get(n, oh, ow, c);
            int ih = oh * g.strideH() - g.padding().top() + tap / g.kw();
            int iw = ow * g.strideW() - g.padding().left() + tap % g.kw();
            if (ih >= 0 && ih < d.ih() && iw >= 0 && iw < d.iw()) {
              dx.add(n, ih, iw, c, dy.get(n, oh, ow, c));
            }
          }
        }
      }
    }
  }
}
