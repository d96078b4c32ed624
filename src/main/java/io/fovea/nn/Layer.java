package io.fovea.nn;

import io.fovea.op.Value;
import java.util.List;

/**
 * One step of a model: an immutable value, architecture only. A layer is written as a record and
 * {@linkplain Registry registered} by name, so that model files can hold it.
 */
public interface Layer {
  /**
   * What automatic names begin with: the third layer of kind {@code conv} is called {@code conv3}.
   */
  String kind();

  /**
   * Adds the layer's nodes, and declares its parameters, in the given scope.
   *
   * @param inputs batches, {@code [n, ..]} each
   * @return the layer's output, {@code [n, ..]}
   * @throws io.fovea.op.ShapeException if the layer cannot take these inputs
   */
  Value build(Scope scope, List<Value> inputs);

  /** Whether a summary shows it as the activation of the layer before it, too. */
  default boolean isActivation() {
    return false;
  }

  /** This layer applied to other signals, with parameters of its own. */
  default Signal on(Signal... inputs) {
    return new Signal(this, List.of(inputs));
  }

  /**
   * This layer under a name of your choice, such as {@code stem} or {@code block1/conv}: the path
   * of its parameters, and what messages call it.
   */
  default Named named(String name) {
    return new Named(this, name, false);
  }

  /** This layer with weights that cost something while training; a name comes after it. */
  default Layer penalty(Penalty penalty) {
    return new Penalized(this, penalty);
  }

  /**
   * This layer under a name of your choice; wherever a model has the same layer shared under the
   * same name, all of them have the same parameters.
   */
  default Named shared(String name) {
    return new Named(this, name, true);
  }
}
