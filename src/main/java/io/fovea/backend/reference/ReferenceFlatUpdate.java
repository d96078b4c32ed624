package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.FlatUpdate;
import java.util.List;

/** One step of an optimiser over a flat region. */
final class ReferenceFlatUpdate implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    FlatUpdate op = (FlatUpdate) node.op();
    ReferenceUpdateRule rule = ReferenceUpdateRule.of(op.rule());
    Elements parameters = inputs.get(0);
    List<Elements> moments = inputs.subList(2, 2 + op.moments());
    List<Elements> control = inputs.subList(2 + op.moments(), inputs.size());
    double step = control.get(1).get(0);
    boolean healthy = control.get(2).get(0) != 0;
    double[] kept = new double[op.moments()];
    for (int i = 0; i < parameters.length(); i++) {
      double multiplier = control.get(3).get(i / FlatUpdate.BLOCK);
      if (!healthy || multiplier == 0) {
        continue;
      }
      double rate = control.get(0).get(0) * multiplier;
      double decay = control.get(4).get(i / FlatUpdate.BLOCK);
      double p = parameters.get(i);
      double g = inputs.get(1).get(i);
      if (op.decoupledDecay()) {
        p -= rate * decay * p;
      } else {
        g += decay * p;
      }
      for (int j = 0; j < kept.length; j++) {
        kept[j] = moments.get(j).get(i);
      }
      parameters.set(i, rule.apply(p, g, kept, rate, step));
      for (int j = 0; j < kept.length; j++) {
        moments.get(j).set(i, kept[j]);
      }
    }
  }
}
