package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import java.util.List;

/** The loops of the convolution, each tap giving back what it read; then the epilogue. */
final class ReferenceConv2dDataGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Conv2dDataGradient op = (Conv2dDataGradient) node.op();
    Elements dy = inputs.get(0);
    Elements w = inputs.get(1);
    Elements dx = outputs.get(0);
    Conv2dDims d = op.dims(node.inputTypes());
    Conv2dGeometry g = op.geometry();
    dx.fill(0);
    for (int n = 0; n < d.n(); n++) {
      for (int oh = 0; oh < d.oh(); oh++) {
        for (int ow = 0; ow < d.ow(); ow++) {
          for (int oc = 0; oc < d.oc(); oc++) {
            int firstIc = oc / d.ocPerGroup() * d.icPerGroup();
            for (int kh = 0; kh < d.kh(); kh++) {
              int ih = oh * g.strideH() - g.padding().top() + kh * g.dilationH();
              for (int kw = 0; kw < d.kw(); kw++) {
                int iw = ow * g.strideW() - g.padding().left() + kw * g.dilationW();
                if (ih >= 0 && ih < d.ih() && iw >= 0 && iw < d.iw()) {
                  for (int ic = 0; ic < d.icPerGroup(); ic++) {
                    double product = dy.get(n, oh, ow, oc) * w.get(kh, kw, ic, oc);
                    dx.add(n, ih, iw, firstIc + ic, product);
                  }
                }
              }
            }
          }
        }
      }
    }
    for (int row = 0; row < d.n() * d.ih() * d.iw(); row++) {
      for (int ic = 0; ic < d.ic(); ic++) {
        double sum = dx.get(row, ic);
        dx.set(row, ic, ReferenceEpilogue.apply(op.epilogue(), sum, inputs, row, ic));
      }
    }
  }
}
