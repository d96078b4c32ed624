package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Each rule of a launch, broken once. */
class LaunchCheckTest {
  private static ClDevice device;
  private static ClRegion tensors;

  @BeforeAll
  static void open() {
    device = ClFixture.openWithoutCache();
    tensors = ClFixture.tensors(device, 64, 64);
  }

  @AfterAll
  static void close() {
    if (device != null) {
      device.close();
    }
  }

  private static ClKernel kernel(String name) {
    return device.kernel(ClFixture.FILE, name, ClFixture.TRIPLE).as("node1", "way1");
  }

  private static ClKernel scale() {
    return kernel("scale").ints(64).read(tensors.get(0)).write(tensors.get(1));
  }

  private static void assertRefused(String rule, Executable launch) {
    var e = assertThrows(IllegalArgumentException.class, launch);
    assertTrue(e.getMessage().contains(rule), e.getMessage());
    assertTrue(e.getMessage().contains("host_test.cl, node node1"), e.getMessage());
  }

  @Test
  void aGoodLaunchRunsAndDescribesItself() {
    ClFixture.write(device, tensors.get(0), ClFixture.ramp(64, 0));
    try (ClLaunch launch = scale().global(64).local(16).bind()) {
      launch.enqueue();
      assertEquals(63 * 3f, ClFixture.read(device, tensors.get(1))[63]);
      assertEquals(
          "node1: way1 scale global [64] local [16] reads [t0 (64 F32 at element 0)]"
              + " writes ["
              + tensors.get(1)
              + "]",
          launch.toString());
      assertEquals(List.of(tensors.get(0)), launch.reads());
      assertEquals(List.of(tensors.get(1)), launch.writes());
    }
  }

  @Test
  void argumentsAreCounted() {
    assertRefused("has 5 arguments, 1 were given", () -> kernel("scale").ints(64).bind());
    assertRefused("one more was given: int 7", () -> scale().ints(7));
  }

  @Test
  void argumentsMustBeOfTheDeclaredSize() {
    var e = assertThrows(ClException.class, () -> kernel("scale").longs(64));
    assertEquals("CL_INVALID_ARG_SIZE", e.codeName());
    assertTrue(e.getMessage().contains("argument 0: long 64"), e.getMessage());
  }

  @Test
  void anUnknownKernelIsNamed() {
    var e = assertThrows(ClException.class, () -> kernel("scales"));
    assertEquals("CL_INVALID_KERNEL_NAME", e.codeName());
    assertTrue(e.getMessage().contains("kernel 'scales' of host_test.cl"), e.getMessage());
  }

  @Test
  void globalSizesArePositive() {
    assertRefused("one to three dimensions", () -> scale().bind());
    assertRefused("one to three dimensions", () -> scale().global(1, 1, 1, 1).bind());
    assertRefused("is not positive", () -> scale().global(0).bind());
    assertRefused("is not positive", () -> scale().global(4, -1).bind());
  }

  @Test
  void localSizesDivideGlobalSizes() {
    assertRefused("64 in dimension 0 is no multiple of", () -> scale().global(64).local(48).bind());
    assertRefused("2 dimensions, global size 1", () -> scale().global(64).local(8, 1).bind());
  }

  @Test
  void localSizesKeepTheDevicesLimits() {
    long most = device.limits().maxWorkItems().get(0);
    assertRefused("not in 1.." + most, () -> scale().global(2 * most).local(2 * most).bind());
    assertRefused("not in 1.." + most, () -> scale().global(64).local(0).bind());
    long group = device.limits().maxWorkGroup();
    assertRefused(
        "exceeds the device's limit " + group,
        () -> scale().global(group, 2).local(group, 2).bind());
  }

  @Test
  void localSizesKeepTheKernelsLimits() {
    var limits = new LaunchCheck.Limits(32, List.of(0L, 0L, 0L), 0);
    var check = new LaunchCheck("kernel x (host_test.cl, node node1)", device.limits(), limits);
    check.check(new long[] {64}, new long[] {32}, List.of());
    assertRefused(
        "exceeds the kernel's limit 32",
        () -> check.check(new long[] {64}, new long[] {64}, List.of()));
  }

  @Test
  void aDemandedWorkGroupIsKept() {
    ClMemory y = tensors.get(1);
    assertRefused(
        "demands the local size", () -> kernel("groups_of_four").write(y).global(8).bind());
    assertRefused(
        "demands the local size [4, 1, 1], given is [8]",
        () -> kernel("groups_of_four").write(y).global(8).local(8).bind());
    kernel("groups_of_four").write(y).global(8).local(4).bind().close();
  }

  @Test
  void localMemoryIsLimited() {
    ClMemory y = tensors.get(1);
    long most = device.limits().localBytes();
    assertRefused(
        "bytes of local memory, the device has " + most,
        () -> kernel("through_local").localBytes(most + 4).write(y).global(8).local(8).bind());
    try (ClLaunch launch =
        kernel("through_local").localBytes(32).write(y).global(8).local(8).bind()) {
      launch.enqueue();
      assertEquals(7f, ClFixture.read(device, y)[0]);
    }
  }

  @Test
  void whatIsWrittenOverlapsNothing() {
    ClMemory x = tensors.get(0);
    ClMemory head = x.part("head", 0, 33);
    ClMemory tail = x.part("tail", 32, 32);
    ClMemory rest = x.part("rest", 33, 31);
    assertRefused(
        "overlaps another argument: read t0 (64 F32 at element 0) and written t0",
        () -> kernel("scale").ints(64).read(x).write(x).global(64).bind());
    assertRefused(
        "overlaps another argument: read tail",
        () -> kernel("scale").ints(8).read(tail).write(head).global(8).bind());
    kernel("scale").ints(8).read(rest).write(head).global(8).bind().close();
    assertArrayEquals(new int[] {33, 31}, new int[] {rest.offset(), rest.length()});
  }

  @Test
  void partsLieWithinTheirTensor() {
    ClMemory x = tensors.get(0);
    assertThrows(IllegalArgumentException.class, () -> x.part("p", 60, 5));
    assertThrows(IllegalArgumentException.class, () -> x.part("p", -1, 5));
    assertThrows(IllegalArgumentException.class, () -> x.part("p", Integer.MAX_VALUE, 5));
    assertEquals(DType.F32, x.part("p", 63, 1).dtype());
  }
}
