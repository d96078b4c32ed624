package io.fovea.peers;

/** The service by which the comparison finds DL4J. */
public final class Dl4jProvider implements EngineProvider {
  @Override
  public String engine() {
    return Measurement.DL4J;
  }

  @Override
  public Engine open(Net net, Sample sample, int threads) {
    return new Dl4jEngine(net, sample, threads);
  }
}
