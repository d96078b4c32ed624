package io.fovea.nn;

import io.fovea.op.Value;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A layer with a name.
 *
 * @param name words of letters, digits, {@code _}, {@code -} and {@code .}, joined by {@code /}
 * @param isShared whether layers of this name share their parameters
 */
public record Named(Layer layer, String name, boolean isShared) implements Layer {
  private static final Pattern NAME = Pattern.compile("[\\w.-]+(/[\\w.-]+)*");

  public Named {
    requireName(name);
    if (layer instanceof Named inner) {
      layer = inner.layer();
    }
  }

  /**
   * Checks a name of a layer or an input.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "layer name '"
              + name
              + "': must be words of letters, digits, '_', '-' and '.', joined by '/'");
    }
  }

  @Override
  public Named penalty(Penalty penalty) {
    return new Named(layer.penalty(penalty), name, isShared);
  }

  @Override
  public String kind() {
    return layer.kind();
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    return layer.build(scope, inputs);
  }
}
