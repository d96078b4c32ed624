package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.PReluMaxPool2d;
import io.fovea.op.PoolDims;
import java.util.List;

/** Largest {@code x > 0 ? x : alpha[c] x} of each window, its tap and its x. */
final class ReferencePReluMaxPool2d implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    PoolDims d = PoolDims.of(inputs.get(0).shape(), ((PReluMaxPool2d) node.op()).geometry());
    for (int n = 0; n < d.n(); n++) {
      for (int oh = 0; oh < d.oh(); oh++) {
        for (int ow = 0; ow < d.ow(); ow++) {
          for (int c = 0; c < d.c(); c++) {
            choose(new ReferenceWindow(d, oh, ow), n, c, inputs, outputs);
          }
        }
      }
    }
  }

  private static void choose(
      ReferenceWindow window, int n, int c, List<Elements> inputs, List<Elements> outputs) {
    Elements x = inputs.get(0);
    double slope = inputs.get(1).get(c);
    double best = Double.NaN;
    double chosen = Double.NaN;
    int index = -1;
    for (int h = window.top(); h < window.bottom(); h++) {
      for (int w = window.left(); w < window.right(); w++) {
        double value = x.get(n, h, w, c);
        double y = value > 0 ? value : slope * value;
        if (index < 0 || y > best || (Double.isNaN(y) && !Double.isNaN(best))) {
          best = y;
          chosen = value;
          index = window.tap(h, w);
        }
      }
    }
    outputs.get(0).set(n, window.oh(), window.ow(), c, best);
    outputs.get(1).set(n, window.oh(), window.ow(), c, index);
    outputs.get(2).set(n, window.oh(), window.ow(), c, chosen);
  }
}
