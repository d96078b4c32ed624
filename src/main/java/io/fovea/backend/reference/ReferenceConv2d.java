package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import java.util.List;

/** The seven loops of a convolution. */
final class ReferenceConv2d implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Conv2d op = (Conv2d) node.op();
    Elements x = inputs.get(0);
    Elements w = inputs.get(1);
    Conv2dDims d = op.dims(node.inputTypes());
    Conv2dGeometry g = op.geometry();
    for (int n = 0; n < d.n(); n++) {
      for (int oh = 0; oh < d.oh(); oh++) {
        for (int ow = 0; ow < d.ow(); ow++) {
          for (int oc = 0; oc < d.oc(); oc++) {
            int firstIc = oc / d.ocPerGroup() * d.icPerGroup();
            double sum = 0;
            for (int kh = 0; kh < d.kh(); kh++) {
              int ih = oh * g.strideH() - g.padding().top() + kh * g.dilationH();
              for (int kw = 0; kw < d.kw(); kw++) {
                int iw = ow * g.strideW() - g.padding().left() + kw * g.dilationW();
                if (ih >= 0 && ih < d.ih() && iw >= 0 && iw < d.iw()) {
                  for (int ic = 0; ic < d.icPerGroup(); ic++) {
                    sum += x.get(n, ih, iw, firstIc + ic) * w.get(kh, kw, ic, oc);
                  }
                }
              }
            }
            int row = (n * d.oh() + oh) * d.ow() + ow;
            double y = ReferenceEpilogue.apply(op.epilogue(), sum, inputs, row, oc);
            outputs.get(0).set(n, oh, ow, oc, y);
          }
        }
      }
    }
  }
}
