package io.fovea.backend.cpu;

/**
 * One node of a program made ready to run: everything is decided, and running allocates nothing.
 */
@FunctionalInterface
public interface CpuStep {
  /** Computes the node's outputs from its inputs. */
  void run();

  /** Several steps as one. */
  static CpuStep sequence(CpuStep... steps) {
    CpuStep[] own = steps.clone();
    return () -> {
      for (CpuStep step : own) {
        step.run();
      }
    };
  }
}
