package io.fovea.check;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.backend.Eager;
import io.fovea.op.Op;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares an op's implementation on a device with the reference, within derived bounds. The
 * device's memory is filled with NaN beforehand, so that what an implementation does not write, or
 * reads without having written it, shows; and it runs twice, to the same bits.
 */
public final class BackendCheck {
  private final Device device;
  private final @Nullable String implementation;
  private final @Nullable Bound bound;

  private BackendCheck(Device device, @Nullable String implementation, @Nullable Bound bound) {
    this.device = device;
    this.implementation = implementation;
    this.bound = bound;
  }

  /** Checks the implementations that the device chooses. */
  public static BackendCheck on(Device device) {
    return new BackendCheck(device, null, null);
  }

  /** This check of one implementation, by name. */
  public BackendCheck implementation(String name) {
    return new BackendCheck(device, name, bound);
  }

  /** This check with a bound of the caller's own: that of {@link Bounds} is for built-in ops. */
  public BackendCheck bound(Bound newBound) {
    return new BackendCheck(device, implementation, newBound);
  }

  /**
   * Runs an op.
   *
   * @param inputs reals are rounded to float first, so that both compute with the same ones
   * @return one comparison per input that the op updates, then one per output
   * @throws io.fovea.backend.UnsupportedGraphException if the implementation refuses
   * @throws IllegalStateException if a second run gives other bits
   */
  public List<Comparison> run(Op op, Tensor... inputs) {
    try (Device reference = Devices.reference()) {
      Sample sample = Sample.of(reference, op, List.of(inputs));
      CompileOptions options = CompileOptions.standard().poisoned();
      double amplification = 1;
      if (implementation != null) {
        options = options.force(op.name(), implementation);
        amplification = Amplification.of(op.name(), implementation);
      }
      Bound wanted =
          bound != null
              ? bound
              : Amplification.of(Bounds.of(op, device.precision()), amplification);
      List<double[]> bounds = wanted.of(sample);
      List<Tensor> got = Eager.runAll(device, op, options, sample.inputs());
      if (!got.equals(Eager.runAll(device, op, options, sample.inputs()))) {
        throw new IllegalStateException(op.name() + ": a second run gives other bits");
      }
      List<Comparison> comparisons = new ArrayList<>();
      for (int i = 0; i < got.size(); i++) {
        boolean isReal = sample.expected().get(i).dtype() == DType.F64;
        double[] allowed = isReal ? bounds.get(i) : new double[got.get(i).length()];
        comparisons.add(Comparison.of(got.get(i), sample.expected().get(i), allowed));
      }
      return comparisons;
    }
  }
}
