package io.fovea.backend;

import io.fovea.tensor.Tensor;

/** A value on its way from a device. */
public interface Pending {
  /** A value that is already there. */
  static Pending of(Tensor value) {
    return new Pending() {
      @Override
      public boolean isDone() {
        return true;
      }

      @Override
      public Tensor get() {
        return value;
      }
    };
  }

  /** True if {@link #get} would not wait. */
  boolean isDone();

  /** Waits for the value. */
  Tensor get();
}
