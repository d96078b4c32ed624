package io.fovea.train;

import io.fovea.data.DataException;
import io.fovea.op.TensorType;
import io.fovea.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One array of examples: what goes into an input of a model, or what an output is compared with.
 *
 * @param item type and shape as stored, of one example
 * @param toInput what makes stored values into input on the device, or null if they are input
 * @param reader copies examples out; safe for use by several threads
 */
record Column(TensorType item, @Nullable ToInput toInput, Reader reader) {
  private static final String EXAMPLE = "example ";

  /** Copies single examples. */
  interface Reader {
    /** Writes example {@code i} to row {@code row} of {@code batch}. */
    void copy(int i, Tensor batch, int row);
  }

  /** Type of a batch of n. */
  TensorType batch(int n) {
    return new TensorType(item.dtype(), item.shape().batched(n));
  }

  /** What a program depends on. */
  String form() {
    return item.dtype() + " " + item.shape() + " " + toInput;
  }

  /**
   * Writes example {@code i} to row {@code row} of {@code batch}.
   *
   * @throws DataException naming the example, where its reader throws anything
   */
  void copy(int i, Tensor batch, int row) {
    try {
      reader.copy(i, batch, row);
    } catch (RuntimeException e) {
      if (e instanceof DataException known && known.source().startsWith(EXAMPLE)) {
        throw known;
      }
      throw DataException.because(EXAMPLE + i, "cannot be read", e);
    }
  }

  /** The complaint that example {@code i} is not as it must be. */
  static DataException wrong(int i, String problem) {
    return DataException.of(EXAMPLE + i, problem);
  }

  /** The given examples, in their order. */
  Tensor gather(int[] order, int from, int n) {
    Tensor batch = Tensor.zeros(item.dtype(), item.shape().batched(n));
    for (int row = 0; row < n; row++) {
      copy(order[from + row], batch, row);
    }
    return batch;
  }
}
