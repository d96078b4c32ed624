package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.MatMul;
import java.util.List;

/** {@code y[m, n] = sum over k of a[m, k] * w[k, n]}. */
final class ReferenceMatMul implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    MatMul op = (MatMul) node.op();
    Elements a = inputs.get(0);
    Elements w = inputs.get(1);
    MatMul.Dims d = op.dims(node.inputTypes());
    if (op.columnSums()) {
      ReferenceBiasGradient.sum(w, outputs.get(1));
    }
    for (int m = 0; m < d.m(); m++) {
      for (int n = 0; n < d.n(); n++) {
        double sum = 0;
        for (int k = 0; k < d.k(); k++) {
          double left = op.transposeA() ? a.get(k, m) : a.get(m, k);
          double right = op.transposeW() ? w.get(n, k) : w.get(k, n);
          sum += left * right;
        }
        outputs.get(0).set(m, n, ReferenceEpilogue.apply(op.epilogue(), sum, inputs, m, n));
      }
    }
  }
}
