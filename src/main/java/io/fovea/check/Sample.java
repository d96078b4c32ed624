package io.fovea.check;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Eager;
import io.fovea.op.Op;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * One application of an op and its exact results.
 *
 * @param reference the device that computed them
 * @param inputs reals as floats, so that every device computes with the same ones
 * @param expected the inputs that the op updates, then its outputs; reals in double precision
 */
public record Sample(Device reference, Op op, List<Tensor> inputs, List<Tensor> expected) {
  public Sample {
    inputs = List.copyOf(inputs);
    expected = List.copyOf(expected);
  }

  /**
   * Computes the exact results.
   *
   * @param inputs reals are rounded to float first
   */
  public static Sample of(Device reference, Op op, List<Tensor> inputs) {
    List<Tensor> rounded = inputs.stream().map(Sample::rounded).toList();
    return new Sample(reference, op, rounded, run(reference, op, rounded));
  }

  private static Tensor rounded(Tensor tensor) {
    return tensor.dtype() == DType.F64 ? Tensor.of(tensor.shape(), tensor.floats()) : tensor;
  }

  private static List<Tensor> run(Device reference, Op op, List<Tensor> inputs) {
    return Eager.runAll(reference, op, CompileOptions.standard(), inputs);
  }

  /** What the op gives on the magnitudes of its real inputs. */
  public List<Tensor> ofMagnitudes() {
    return run(reference, op, inputs.stream().map(Sample::magnitudes).toList());
  }

  /** What the op gives when each element of one real input is changed. */
  List<Tensor> withInput(int index, DoubleUnaryOperator change) {
    List<Tensor> changed = new ArrayList<>(inputs);
    Tensor input = inputs.get(index);
    changed.set(
        index, Tensor.of(input.shape(), Arrays.stream(input.doubles()).map(change).toArray()));
    return run(reference, op, changed);
  }

  private static Tensor magnitudes(Tensor tensor) {
    if (tensor.dtype() != DType.F32) {
      return tensor;
    }
    return Tensor.of(tensor.shape(), Arrays.stream(tensor.doubles()).map(Math::abs).toArray());
  }

  /** An input. */
  public Tensor input(int index) {
    return inputs.get(index);
  }
}
