package org.example.leaky;

import io.fovea.backend.Lowerings;
import io.fovea.backend.reference.ReferenceLowering;
import io.fovea.backend.reference.ReferenceLowerings;

/** Both ops by their equations. */
public final class ReferenceLeakyRelu implements ReferenceLowerings {
  @Override
  public void register(Lowerings<ReferenceLowering> lowerings) {
    lowerings
        .on(
            LeakyRelu.class,
            (node, inputs, outputs) -> {
              double slope = ((LeakyRelu) node.op()).slope();
              for (int i = 0; i < outputs.get(0).length(); i++) {
                double x = inputs.get(0).get(i);
                outputs.get(0).set(i, x < 0 ? slope * x : x);
              }
            })
        .on(
            LeakyReluGradient.class,
            (node, inputs, outputs) -> {
              double slope = ((LeakyReluGradient) node.op()).slope();
              for (int i = 0; i < outputs.get(0).length(); i++) {
                double dy = inputs.get(1).get(i);
                outputs.get(0).set(i, inputs.get(0).get(i) < 0 ? slope * dy : dy);
              }
            });
  }
}
