package io.fovea.backend.reference;

import io.fovea.backend.Backend;
import io.fovea.backend.Device;
import io.fovea.backend.Lowerings;
import io.fovea.backend.Precision;
import io.fovea.op.Op;

/** Devices that are right but for one op. */
public final class BrokenDevices {
  private BrokenDevices() {}

  /** The reference, with another way to do one op. */
  public static Device with(Class<? extends Op> op, ReferenceLowering broken) {
    Lowerings<ReferenceLowering> lowerings = ReferenceDevice.lowerings();
    // What is registered last is tried first.
    lowerings.on(op, broken);
    Backend reference = new ReferenceBackend();
    return new ReferenceDevice(reference.devices().get(0), lowerings, Precision.FP32);
  }

  /** The right way to do an op. */
  public static ReferenceLowering right(Op op) {
    return ReferenceDevice.lowerings().of(op).get(0);
  }
}
