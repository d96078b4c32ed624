package io.fovea.backend.opencl;

import io.fovea.backend.DeviceException;
import io.fovea.backend.Precision;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Chooses the kernel family of a device by building and checking a small kernel in that family's
 * style. What a driver says of its features is not asked.
 *
 * <p>That of the NVIDIA family multiplies by matrix units, once for each kind of factors; a
 * compiler that is not NVIDIA's refuses it before it meets any of its instructions.
 */
final class FamilyProbe {
  private static final Logger log = LoggerFactory.getLogger(FamilyProbe.class);

  private static final int M = 16;
  private static final int N = 16;
  private static final int WARP = 32;
  private static final int K = 16;

  /** A factor that is a little less than one, and rounds to it. */
  private static final float NEARLY_ONE = 1 - 0x1p-13f;

  private FamilyProbe() {}

  /**
   * The first family that works, best first for the kind of device; only the forced one where
   * {@code -Dfovea.opencl.family} names one.
   *
   * @throws DeviceException if none works
   */
  static KernelFamily choose(ClDevice device) {
    for (KernelFamily family : candidates(device.limits())) {
      String failure = failure(device, family);
      if (failure == null) {
        return family;
      }
      boolean isSurprise = family != KernelFamily.NVIDIA || isOfNvidia(device.limits());
      log.atLevel(isSurprise ? Level.WARN : Level.DEBUG)
          .log("{}: {} kernels do not work here: {}", device.limits(), family, failure);
    }
    throw new DeviceException("no kernel family works on OpenCL device " + device.limits());
  }

  /** The family that {@link #choose} is likely to find; for this the vendor's name will do. */
  static KernelFamily expected(ClDeviceInfo info) {
    KernelFamily forced = forced();
    if (forced != null) {
      return forced;
    }
    return bestFirst(info.type()).stream()
        .filter(family -> family != KernelFamily.NVIDIA || isOfNvidia(info))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isOfNvidia(ClDeviceInfo info) {
    return info.vendor().toUpperCase(Locale.ROOT).contains("NVIDIA");
  }

  private static List<KernelFamily> candidates(ClDeviceInfo info) {
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
    return forced == null ? bestFirst(info.type()) : List.of(forced);
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
        : List.of(KernelFamily.NVIDIA, KernelFamily.PORTABLE, KernelFamily.CPU);
  }

  private static @Nullable String failure(ClDevice device, KernelFamily family) {
    List<Precision> precisions =
        family.hasMatrixUnits() ? List.of(Precision.TF32, Precision.BF16) : List.of(Precision.FP32);
    return precisions.stream()
        .map(precision -> failure(device, family, precision))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String failure(
      ClDevice device, KernelFamily family, Precision precision) {
    float[] a = smallIntegers(M * K, 7);
    float[] b = smallIntegers(K * N, 5);
    float[] want = product(a, b);
    for (int i = 0; i < a.length && precision != Precision.FP32; i++) {
      a[i] *= NEARLY_ONE;
    }
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
      try (ClLaunch launch = launch(device, family, precision, region)) {
        launch.enqueue();
        y = device.transfers().read(region.get(2), Shape.of(M, N)).floats();
      }
    } catch (DeviceException | IllegalArgumentException e) {
      return e.getMessage();
    }
    return Arrays.equals(y, want) ? null : "the probe's product of " + precision + " is wrong";
  }

  private static ClLaunch launch(
      ClDevice device, KernelFamily family, Precision precision, ClRegion region) {
    String units = family.hasMatrixUnits() ? "mma" : family.name().toLowerCase(Locale.ROOT);
    String file = family.hasMatrixUnits() ? "probe_mma.cl" : "probe.cl";
    List<String> files = KernelLibrary.filesWith(file, family);
    ClKernel kernel =
        device
            .kernel(files, "probe_" + units, KernelLibrary.macros(files, family.units(precision)))
            .as("probe", family.name())
            .ints(K)
            .read(region.get(0), region.get(1))
            .write(region.get(2));
    return switch (family) {
      case PORTABLE -> kernel.global(N, M).local(8, 8).bind();
      case CPU -> kernel.global(M).local(1).bind();
      case NVIDIA, NVIDIA_EMULATED -> kernel.global(WARP).local(WARP).bind();
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
