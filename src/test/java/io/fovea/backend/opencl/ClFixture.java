package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.backend.Precision;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Requirements;
import java.util.Arrays;
import java.util.List;

/** What tests of the host layer start from: the first device there is, and a few tensors on it. */
public final class ClFixture {
  /** The file of tiny kernels for these tests, and the macros with which it compiles. */
  static final String FILE = "host_test.cl";

  static final Macros TRIPLE = Macros.of("SCALE", 3);

  private ClFixture() {}

  /** The first device; without one the test is skipped, or fails where OpenCL is required. */
  static ClPlatforms.Entry entry() {
    var discovery = ClPlatforms.discover();
    var entries = discovery.platforms().stream().flatMap(p -> p.devices().stream()).toList();
    if (entries.isEmpty()) {
      Requirements.missing("opencl", String.valueOf(discovery.reason()));
    }
    return entries.get(0);
  }

  static ClDevice open() {
    return ClDevice.open(entry(), Precision.FP32);
  }

  /** A device that caches nothing on disk. */
  static ClDevice openWithoutCache() {
    return ClDevice.open(entry(), Precision.FP32, new ClBinaryCache(null));
  }

  /** F32 tensors of the given lengths, named t0, t1, ... */
  static ClRegion tensors(ClDevice device, int... lengths) {
    return ClAllocator.of(device).allocate("test", slots(lengths));
  }

  static List<ClAllocator.Slot> slots(int... lengths) {
    var names = new int[1];
    return Arrays.stream(lengths)
        .mapToObj(length -> new ClAllocator.Slot("t" + names[0]++, length, DType.F32))
        .toList();
  }

  static float[] read(ClDevice device, ClMemory memory) {
    return device.transfers().read(memory, Shape.of(memory.length())).floats();
  }

  static void write(ClDevice device, ClMemory memory, float... values) {
    device.transfers().write(memory, Tensor.of(Shape.of(values.length), values));
  }

  /** start, start + 1, ... */
  static float[] ramp(int length, int start) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = start + i;
    }
    return values;
  }

  /** y = 3 x. */
  static ClLaunch triple(ClDevice device, ClMemory x, ClMemory y) {
    return device
        .kernel(FILE, "scale", TRIPLE)
        .ints(y.length())
        .read(x)
        .write(y)
        .global(y.length())
        .bind();
  }

  /** y += value. */
  static ClLaunch add(ClDevice device, float value, ClMemory y) {
    return device
        .kernel(FILE, "add_in_place", TRIPLE)
        .floats(value)
        .update(y)
        .global(y.length())
        .bind();
  }

  /** Every kernel so far was built without the header of the language, where that takes long. */
  public static void requireNoHeader(ClDevice device) {
    assertEquals(
        device.limits().readsHeaderOfLanguage(),
        device.compiler().skipsHeader(),
        "opencl_c.cl lacks what a kernel calls; the debug log has the compiler's words");
  }
}
