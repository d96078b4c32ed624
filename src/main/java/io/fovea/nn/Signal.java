package io.fovea.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An edge of a model under composition: an {@link Input}, or what comes out of a layer that was
 * applied to other signals. Signals are compared by identity.
 */
public class Signal {
  private final @Nullable Layer layer;
  private final List<Signal> inputs;

  Signal(@Nullable Layer layer, List<Signal> inputs) {
    this.layer = layer;
    this.inputs = List.copyOf(inputs);
  }

  /** The layer that it comes out of; null for an input. */
  public @Nullable Layer layer() {
    return layer;
  }

  /** What the layer was applied to. */
  public List<Signal> inputs() {
    return inputs;
  }
}
