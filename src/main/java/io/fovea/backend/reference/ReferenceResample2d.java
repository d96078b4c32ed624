package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.Axis;
import io.fovea.op.Resample2d;
import java.util.List;

/** {@code y[n, oh, ow, c] = sum over h, w of rows[oh, h] columns[ow, w] x[n, h, w, c]}. */
final class ReferenceResample2d implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Resample2d op = (Resample2d) node.op();
    Elements x = inputs.get(0);
    Elements y = outputs.get(0);
    y.fill(0);
    for (int n = 0; n < y.shape().dim(0); n++) {
      for (int oh = 0; oh < op.rows().outputs(); oh++) {
        for (int ow = 0; ow < op.columns().outputs(); ow++) {
          for (int p = op.rows().begin(oh); p < op.rows().begin(oh + 1); p++) {
            for (int q = op.columns().begin(ow); q < op.columns().begin(ow + 1); q++) {
              addPixel(op.rows(), p, op.columns(), q, n, x, y, oh, ow);
            }
          }
        }
      }
    }
  }

  private static void addPixel(
      Axis rows, int p, Axis columns, int q, int n, Elements x, Elements y, int oh, int ow) {
    double weight = rows.weight(p) * columns.weight(q);
    for (int c = 0; c < x.channels(); c++) {
      y.add(n, oh, ow, c, weight * x.get(n, rows.source(p), columns.source(q), c));
    }
  }
}
