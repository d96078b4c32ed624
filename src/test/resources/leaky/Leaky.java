package org.example.leaky;

import io.fovea.nn.Layer;
import io.fovea.nn.Registry;
import io.fovea.nn.Scope;
import io.fovea.op.Value;
import java.util.List;

/** The layer, and the name by which model files hold it. */
public record Leaky(double slope) implements Layer {
  @Override
  public String kind() {
    return "leaky";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    return scope.emit(new LeakyRelu((float) slope), scope.only(inputs));
  }

  /** Registers the layer. */
  public static final class Vocabulary implements Registry.Vocabulary {
    @Override
    public void addTo(Registry registry) {
      registry.add(Layer.class, "example_leaky", new Leaky(0), "slope");
    }
  }
}
