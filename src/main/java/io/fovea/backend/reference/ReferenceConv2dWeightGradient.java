package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Conv2dWeightGradient;
import java.util.List;

/** The loops of the convolution, each tap summing what it met; the bias meets every dy. */
final class ReferenceConv2dWeightGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Conv2dWeightGradient op = (Conv2dWeightGradient) node.op();
    Elements x = inputs.get(0);
    Elements dy = inputs.get(1);
    Conv2dDims d = op.dims(node.inputTypes());
    Conv2dGeometry g = op.geometry();
    if (op.bias()) {
      ReferenceBiasGradient.sum(dy, outputs.get(1));
    }
    for (int kh = 0; kh < d.kh(); kh++) {
      for (int kw = 0; kw < d.kw(); kw++) {
        for (int ic = 0; ic < d.icPerGroup(); ic++) {
          for (int oc = 0; oc < d.oc(); oc++) {
            int firstIc = oc / d.ocPerGroup() * d.icPerGroup();
            double sum = 0;
            for (int n = 0; n < d.n(); n++) {
              for (int oh = 0; oh < d.oh(); oh++) {
                int ih = oh * g.strideH() - g.padding().top() + kh * g.dilationH();
                for (int ow = 0; ow < d.ow(); ow++) {
                  int iw = ow * g.strideW() - g.padding().left() + kw * g.dilationW();
                  if (ih >= 0 && ih < d.ih() && iw >= 0 && iw < d.iw()) {
                    sum += x.get(n, ih, iw, firstIc + ic) * dy.get(n, oh, ow, oc);
                  }
                }
              }
            }
            outputs.get(0).set(kh, kw, ic, oc, sum);
          }
        }
      }
    }
  }
}
