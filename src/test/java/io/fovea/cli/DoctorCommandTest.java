package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.backend.Backend;
import io.fovea.backend.Device;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.reference.BrokenDevices;
import io.fovea.backend.reference.ReferenceBackend;
import io.fovea.op.Conv2d;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The doctor's verdict on devices that are not as they should be. */
class DoctorCommandTest {
  /** A backend whose convolutions are all zeros, or that does not open. */
  private record Ill(boolean opens) implements Backend {
    @Override
    public String name() {
      return "ill";
    }

    @Override
    public List<DeviceInfo> devices() {
      return new ReferenceBackend().devices();
    }

    @Override
    public Device open(DeviceInfo info) {
      if (!opens) {
        throw new IllegalStateException("broken driver");
      }
      return BrokenDevices.with(Conv2d.class, (node, inputs, outputs) -> outputs.get(0).fill(0));
    }
  }

  private static boolean fails(Backend... backends) {
    DoctorCommand doctor = new DoctorCommand();
    doctor.examine(List.of(backends), Map.of());
    return doctor.isFailed();
  }

  /** Wrong numbers are a failure; a device that cannot be used harms nobody. */
  @Test
  void wrongNumbersAreAFailure() {
    Backend reference = new ReferenceBackend();
    assertEquals(false, fails(reference));
    assertEquals(true, fails(reference, new Ill(true)));
    assertEquals(false, fails(reference, new Ill(false)));
  }
}
