package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.AccumulateErrors;
import java.util.List;

/** Joins the means of a batch to those before. */
final class ReferenceAccumulateErrors implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    AccumulateErrors op = (AccumulateErrors) node.op();
    Elements state = inputs.get(0);
    Elements x = inputs.get(1);
    Elements t = inputs.get(2);
    int columns = state.rows();
    int rows = x.length() / columns;
    for (int c = 0; c < columns; c++) {
      double before = state.get(c, 1);
      double shift = 0;
      double[] batch = new double[3];
      for (int row = 0; row < rows; row++) {
        double target = t.get(row * columns + c);
        double error = Math.abs(x.get(row * columns + c) - target);
        shift += (target - before) / rows;
        batch[0] += error / rows;
        batch[1] += error * error / rows;
        boolean isWithin =
            error <= (float) op.absolute() + (float) op.relative() * Math.abs(target);
        batch[2] += isWithin ? 1.0 / rows : 0;
      }
      double spread = 0;
      for (int row = 0; row < rows; row++) {
        double deviation = t.get(row * columns + c) - before - shift;
        spread += deviation * deviation / rows;
      }
      double count = Math.max(0, state.get(c, 0)) + rows;
      double w = rows / count;
      state.set(c, 0, count);
      state.set(c, 1, before + w * shift);
      state.set(c, 2, (1 - w) * state.get(c, 2) + w * spread + w * (1 - w) * shift * shift);
      for (int i = 0; i < 3; i++) {
        state.set(c, 3 + i, (1 - w) * state.get(c, 3 + i) + w * batch[i]);
      }
    }
  }
}
