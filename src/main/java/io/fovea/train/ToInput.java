package io.fovea.train;

import io.fovea.data.Preprocessing;
import io.fovea.graph.GraphBuilder;
import io.fovea.op.Constant;
import io.fovea.op.GroupNorm;
import io.fovea.op.Normalize;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes stored pixels into input, on the device.
 *
 * @param imageEpsilon of {@link Preprocessing}: each image by itself then, or null
 */
record ToInput(Normalize normalize, @Nullable Double imageEpsilon) {
  static ToInput of(Preprocessing preprocessing) {
    return new ToInput(
        new Normalize(list(preprocessing.multiplier()), list(preprocessing.offset())),
        preprocessing.imageEpsilon());
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  /** The input made of stored pixels {@code [n, h, w, c]}. */
  Value emit(GraphBuilder graph, Value stored) {
    Value x = graph.emit(normalize, stored);
    if (imageEpsilon == null) {
      return x;
    }
    Shape channels = Shape.of(x.shape().dim(-1));
    Value gamma = graph.emit(new Constant(1, channels));
    Value beta = graph.emit(new Constant(0, channels));
    return graph.emitAll(new GroupNorm(1, imageEpsilon), List.of(x, gamma, beta)).get(0);
  }
}
