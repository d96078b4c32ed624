package io.fovea.peers;

import java.util.ServiceLoader;

/** Opens an engine that a Maven profile of the engine's name brings, as a service. */
public interface EngineProvider {
  /** The engine's name, as it is typed. */
  String engine();

  /** Makes the net of a sample ready for training. */
  Engine open(Net net, Sample sample, int threads);

  /**
   * The provider of an engine.
   *
   * @throws IllegalStateException that says how to get it, if it is not there
   */
  static EngineProvider of(String engine) {
    return ServiceLoader.load(EngineProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.engine().equals(engine))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "engine '%1$s' is not here: `mvn -Ppeers,%1$s verify` fetches it"
                        .formatted(engine)));
  }
}
