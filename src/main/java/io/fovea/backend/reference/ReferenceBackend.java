package io.fovea.backend.reference;

import io.fovea.backend.Backend;
import io.fovea.backend.Device;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Precision;
import java.util.List;

/** The reference backend: one device, always there, chosen last. */
public final class ReferenceBackend implements Backend {
  @Override
  public String name() {
    return "reference";
  }

  @Override
  public List<DeviceInfo> devices() {
    return List.of(
        new DeviceInfo(
            name(),
            name(),
            "double precision, one thread",
            "Java",
            System.getProperty("java.version"),
            "double",
            1,
            Runtime.getRuntime().maxMemory(),
            0));
  }

  @Override
  public Device open(DeviceInfo info) {
    return open(info, Precision.FP32);
  }

  /** With {@link Precision#FP32} nothing is rounded at all. */
  @Override
  public Device open(DeviceInfo info, Precision precision) {
    return new ReferenceDevice(info, ReferenceDevice.lowerings(), precision);
  }
}
