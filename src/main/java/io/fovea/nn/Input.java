package io.fovea.nn;

import io.fovea.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where examples enter a model. */
public final class Input extends Signal {
  private final Shape shape;
  private final @Nullable String name;

  private Input(Shape shape, @Nullable String name) {
    super(null, List.of());
    this.shape = shape;
    this.name = name;
  }

  /** An input whose examples have the given shape, such as {@code [h, w, c]}, without a batch. */
  public static Input of(Shape shape) {
    return new Input(shape, null);
  }

  /** The same under a name of your choice. */
  public static Input of(String name, Shape shape) {
    Named.requireName(name);
    return new Input(shape, name);
  }

  /** Shape of one example. */
  public Shape shape() {
    return shape;
  }

  /** The name it was given, or null. */
  public @Nullable String name() {
    return name;
  }
}
