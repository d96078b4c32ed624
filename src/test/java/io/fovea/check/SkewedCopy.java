package io.fovea.check;

import io.fovea.backend.Lowerings;
import io.fovea.backend.reference.ReferenceLowering;
import io.fovea.backend.reference.ReferenceLowerings;
import io.fovea.op.GradientContext;
import io.fovea.op.Normalize;
import io.fovea.op.Op;
import io.fovea.op.TensorType;
import java.util.List;

/** {@code y = x}, whose gradient rule says {@code dx = factor * dy}: wrong unless factor is 1. */
record SkewedCopy(float factor) implements Op {
  @Override
  public String name() {
    return "skewed_copy";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return inputs;
  }

  @Override
  public void gradient(GradientContext context) {
    Op scale = new Normalize(List.of(factor), List.of(0f));
    context.set(0, context.emit(scale, context.dy()));
  }

  /** How the reference backend learns it: from the service files of the tests. */
  public static final class Reference implements ReferenceLowerings {
    @Override
    public void register(Lowerings<ReferenceLowering> lowerings) {
      lowerings.on(
          SkewedCopy.class,
          (node, inputs, outputs) -> {
            for (int i = 0; i < outputs.get(0).length(); i++) {
              outputs.get(0).set(i, inputs.get(0).get(i));
            }
          });
    }
  }
}
