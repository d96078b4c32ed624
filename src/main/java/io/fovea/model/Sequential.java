package io.fovea.model;

import io.fovea.nn.Input;
import io.fovea.nn.Layer;
import io.fovea.nn.Signal;
import io.fovea.tensor.Shape;

/** Models that are a chain of layers. */
public final class Sequential {
  private Sequential() {}

  /**
   * The model that applies one layer after the other.
   *
   * @param input shape of one example, such as {@code [28, 28, 1]}
   * @throws io.fovea.op.ShapeException if shapes do not fit; the message names layer, argument,
   *     values and rule
   */
  public static Model of(Shape input, Layer... layers) {
    Signal first = Input.of(input);
    Signal last = first;
    for (Layer layer : layers) {
      last = layer.on(last);
    }
    return Model.of(first, last);
  }
}
