package io.fovea.backend.opencl;

import io.fovea.backend.Pending;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * A value on its way from the device: the one that the tensor had at the place in the queue where
 * the read was asked for. Belongs to one thread.
 */
final class PendingRead implements Pending {
  private final Transfers transfers;
  private final ClMemory from;
  private final Shape shape;
  private @Nullable Reference<PendingRead> reference;
  private @Nullable Tensor value;

  PendingRead(Transfers transfers, ClMemory from, Shape shape) {
    this.transfers = transfers;
    this.from = from;
    this.shape = shape;
  }

  /** The key by which {@link Staging} keeps the copy. */
  @Nullable Reference<PendingRead> reference() {
    return reference;
  }

  void setReference(Reference<PendingRead> newReference) {
    this.reference = newReference;
  }

  @Override
  public boolean isDone() {
    return value != null || transfers.isDone(this);
  }

  @Override
  public Tensor get() {
    if (value == null) {
      value = transfers.fetch(this, from, shape);
    }
    return value;
  }
}
