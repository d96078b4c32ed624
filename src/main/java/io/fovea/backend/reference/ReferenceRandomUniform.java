package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.RandomUniform;
import io.fovea.tensor.Philox;
import java.util.List;

/** {@code low + (high - low) u}, u from one Philox word each. */
final class ReferenceRandomUniform implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    RandomUniform op = (RandomUniform) node.op();
    long low = (int) inputs.get(0).get(0) & 0xffffffffL;
    long high = (int) inputs.get(0).get(1) & 0xffffffffL;
    int step = (int) inputs.get(1).get(0);
    int position = (int) inputs.get(2).get(0);
    for (int i = 0; i < op.n(); i++) {
      for (int j = 0; j < op.count(); j++) {
        int counter = (position + i) * op.blocks() + j / 4;
        long index = 4 * (counter & 0xffffffffL) + j % 4;
        int word = Philox.word((high << 32) | low, op.stream(), step, index);
        double u = RandomUniform.unit(word);
        outputs.get(0).set(i * op.count() + j, op.low() + (op.high() - op.low()) * u);
      }
    }
  }
}
