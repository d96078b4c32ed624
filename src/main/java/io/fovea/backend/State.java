package io.fovea.backend;

import io.fovea.graph.StateLayout;
import io.fovea.graph.Variable;
import io.fovea.tensor.Tensor;

/**
 * Device memory that outlives a run: parameters, gradients, moments, statistics, metrics, control
 * values, resident data. Reads and writes take their place in the order of runs. Several programs
 * may share a state; while one runs that writes it, no other thread may use it.
 */
public interface State extends AutoCloseable {
  StateLayout layout();

  /**
   * Stores a value.
   *
   * @throws IllegalArgumentException if type or shape differ from the variable's
   */
  void write(Variable variable, Tensor value);

  /**
   * Waits for the runs before it, and copies a value out; reals are F64 on the reference, else F32.
   */
  Tensor read(Variable variable);

  /** Starts copying a value out, behind the runs handed in so far, without waiting. */
  Pending readLater(Variable variable);

  /** Stores a value by path. */
  default void write(String path, Tensor value) {
    write(layout().variable(path), value);
  }

  /** Reads a value by path. */
  default Tensor read(String path) {
    return read(layout().variable(path));
  }

  /**
   * Grows whenever a region is written, by the host or by a program. Programs compare it to learn
   * whether their prologue is stale.
   */
  long version(String region);

  @Override
  void close();
}
