package io.fovea.backend.opencl;

import io.fovea.backend.DeviceException;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the kernel family of a device by building and checking a small kernel in that family's
 * style. What a driver says of its features is not asked.
 */
final class FamilyProbe {
  private static final Logger log = LoggerFactory.getLogger(FamilyProbe.class);

  private static final int M = 16;
  private static final int N = 16;
  private static final int K = 8;

  private FamilyProbe() {}

  /**
   * The first family that works, best first for the kind of device; only the forced one where
   * {@code -Dfovea.opencl.family} names one.
   *
   * @throws DeviceException if none works
   */
  static KernelFamily choose(ClDevice device) {
    for (KernelFamily family : candidates(device.limits().type())) {
      String failure = failure(device, family);
      if (failure == null) {
        return family;
      }
      log.warn("{}: {} kernels do not work here: {}", device.limits(), family, failure);
    }
    throw new DeviceException("no kernel family works on OpenCL device " + device.limits());
  }

  /** The family that {@link #choose} tries first. */
  static KernelFamily expected(ClDeviceInfo.Type type) {
    KernelFamily forced = forced();
    return forced == null ? bestFirst(type).get(0) : forced;
  }

  private static List<KernelFamily> candidates(ClDeviceInfo.Type type) {
    String name = System.getProperty(KernelFamily.PROPERTY);
    KernelFamily forced = forced();
    if (name != null && forced == null) {
      throw new DeviceException(
          KernelFamily.PROPERTY
              + "="
              + name
              + ": the kernel families are "
              + Arrays.toString(KernelFamily.values()));
    }
    return forced == null ? bestFirst(type) : List.of(forced);
  }

  private static @Nullable KernelFamily forced() {
    String name = System.getProperty(KernelFamily.PROPERTY, "");
    for (KernelFamily family : KernelFamily.values()) {
      if (family.name().equalsIgnoreCase(name)) {
        return family;
      }
    }
    return null;
  }

  private static List<KernelFamily> bestFirst(ClDeviceInfo.Type type) {
    return type == ClDeviceInfo.Type.CPU
        ? List.of(KernelFamily.CPU, KernelFamily.PORTABLE)
        : List.of(KernelFamily.PORTABLE, KernelFamily.CPU);
  }

  private static @Nullable String failure(ClDevice device, KernelFamily family) {
    float[] a = smallIntegers(M * K, 7);
    float[] b = smallIntegers(K * N, 5);
    float[] y = new float[0];
    try (ClRegion region =
        ClAllocator.of(device)
            .allocate(
                "probe",
                List.of(
                    new ClAllocator.Slot("a", M * K, DType.F32),
                    new ClAllocator.Slot("b", K * N, DType.F32),
                    new ClAllocator.Slot("y", M * N, DType.F32)))) {
      device.transfers().write(region.get(0), Tensor.of(Shape.of(M, K), a));
      device.transfers().write(region.get(1), Tensor.of(Shape.of(K, N), b));
      device.transfers().poison(region.get(2));
      try (ClLaunch launch = launch(device, family, region)) {
        launch.enqueue();
        y = device.transfers().read(region.get(2), Shape.of(M, N)).floats();
      }
    } catch (DeviceException | IllegalArgumentException e) {
      return e.getMessage();
    }
    return Arrays.equals(y, product(a, b)) ? null : "the probe's product is wrong";
  }

  private static ClLaunch launch(ClDevice device, KernelFamily family, ClRegion region) {
    String name = "probe_" + family.name().toLowerCase(Locale.ROOT);
    List<String> files = KernelLibrary.filesWith("probe.cl", family);
    ClKernel kernel =
        device
            .kernel(files, name, KernelLibrary.macros(files, Macros.none()))
            .as("probe", family.name())
            .ints(K)
            .read(region.get(0), region.get(1))
            .write(region.get(2));
    return switch (family) {
      case PORTABLE -> kernel.global(N, M).local(8, 8).bind();
      case CPU -> kernel.global(M).local(1).bind();
    };
  }

  private static float[] smallIntegers(int length, int period) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = i % period - period / 2;
    }
    return values;
  }

  private static float[] product(float[] a, float[] b) {
    float[] y = new float[M * N];
    for (int row = 0; row < M; row++) {
      for (int column = 0; column < N; column++) {
        for (int i = 0; i < K; i++) {
          y[row * N + column] += a[row * K + i] * b[i * N + column];
        }
      }
    }
    return y;
  }
}
