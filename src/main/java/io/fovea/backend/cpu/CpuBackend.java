package io.fovea.backend.cpu;

import io.fovea.backend.Backend;
import io.fovea.backend.Device;
import io.fovea.backend.DeviceException;
import io.fovea.backend.DeviceInfo;
import java.util.List;

/**
 * The pure-Java backend. It has the device {@code cpu} and, where that one uses the Vector API,
 * also {@code cpu:scalar}, the same processor with the plain Java loops.
 */
public final class CpuBackend implements Backend {
  private static final int RANK = 200;
  private static final String SCALAR_ID = "cpu:scalar";

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public List<DeviceInfo> devices() {
    String forced = System.getProperty(KernelChoice.PROPERTY);
    boolean vector = forced == null ? KernelChoice.refusal() == null : forced.equals("vector");
    String processor = System.getProperty("os.arch") + " processor";
    DeviceInfo scalar = info(SCALAR_ID, processor, "scalar", Cores.count(), 1);
    return vector
        ? List.of(info(name(), processor, "vector", Cores.count(), RANK), scalar)
        : List.of(info(name(), processor, "scalar", Cores.count(), RANK));
  }

  private DeviceInfo info(String id, String processor, String family, int threads, int rank) {
    return new DeviceInfo(
        name(),
        id,
        processor,
        "Java",
        System.getProperty("java.version"),
        family,
        threads,
        Runtime.getRuntime().maxMemory(),
        rank);
  }

  @Override
  public Device open(DeviceInfo info) {
    try {
      CpuKernels kernels =
          info.id().equals(SCALAR_ID) ? KernelChoice.named("scalar") : KernelChoice.best();
      String computing = info.name() + " (" + kernels.description() + ")";
      int threads = Workers.defaultCount();
      DeviceInfo opened = info(info.id(), computing, info.family(), threads, info.rank());
      return new CpuDevice(opened, kernels, new Workers(threads), KernelChoice.coldStart(kernels));
    } catch (IllegalArgumentException e) {
      throw new DeviceException("cpu: " + e.getMessage(), e);
    }
  }
}
