package io.fovea.backend.reference;

import io.fovea.backend.Precision;
import io.fovea.graph.Node;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dWeightGradient;
import io.fovea.op.MatMul;
import io.fovea.op.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A product of factors that are rounded first: the first two inputs of its op. A second output is
 * the sum of the second factor, which is rounded for the product alone.
 */
record RoundedFactors(ReferenceLowering product, Precision precision) implements ReferenceLowering {
  private static final Set<Class<? extends Op>> PRODUCTS =
      Set.of(MatMul.class, Conv2d.class, Conv2dDataGradient.class, Conv2dWeightGradient.class);

  /** What to run for a node: the lowering itself where nothing is to be rounded. */
  static ReferenceLowering in(Node node, ReferenceLowering lowering, Precision precision) {
    boolean rounds = precision != Precision.FP32 && PRODUCTS.contains(node.op().getClass());
    return rounds ? new RoundedFactors(lowering, precision) : lowering;
  }

  @Override
  public String name() {
    return product.name();
  }

  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    List<Elements> rounded = new ArrayList<>(inputs);
    rounded.set(0, rounded(inputs.get(0)));
    rounded.set(1, rounded(inputs.get(1)));
    product.run(node, rounded, outputs);
    if (outputs.size() > 1) {
      ReferenceBiasGradient.sum(inputs.get(1), outputs.get(1));
    }
  }

  private Elements rounded(Elements x) {
    Object array = Elements.allocate(x.type().dtype(), x.length());
    Elements rounded = new Elements(x.type(), array, 0);
    for (int i = 0; i < x.length(); i++) {
      rounded.set(i, precision.round((float) x.get(i)));
    }
    return rounded;
  }
}
