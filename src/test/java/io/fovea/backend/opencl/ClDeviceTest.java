package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.DeviceException;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Devices;
import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.graph.StateLayout;
import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A device's life: opening, closing in any order, use afterwards, and running out of memory. */
class ClDeviceTest {
  @Test
  void isFoundAndOpenedThroughTheSpi() {
    ClFixture.entry();
    var backend = new ClBackend();
    assertTrue(!backend.devices().isEmpty());
    try (Device device = Devices.open("opencl")) {
      assertEquals(backend.devices().get(0).id(), device.info().id());
      assertEquals("opencl", device.info().backend());
    }
    var gone = ClFixture.entry().info();
    var info = ClBackend.describe(gone, KernelFamily.CPU);
    var missing = new DeviceInfo(info.backend(), "opencl:9.9", info.name(), "", "", "cpu", 1, 1, 0);
    assertThrows(DeviceException.class, () -> backend.open(missing));
  }

  @Test
  void everyUseAfterCloseSaysSo() {
    ClDevice device = ClFixture.openWithoutCache();
    ClRegion region = ClFixture.tensors(device, 8, 8);
    ClLaunch launch = ClFixture.add(device, 1, region.get(0));
    var pending = device.transfers().readLater(region.get(0), Shape.of(8));
    device.close();
    device.close();
    List<Executable> uses =
        List.of(
            launch::enqueue,
            () -> ClFixture.add(device, 1, region.get(0)),
            () -> ClFixture.tensors(device, 8),
            () -> ClFixture.read(device, region.get(0)),
            () -> ClFixture.write(device, region.get(0), new float[8]),
            () -> pending.get(),
            () -> pending.isDone(),
            device::finish,
            device::flush,
            device::saveBinaries,
            () -> device.profile(true));
    for (Executable use : uses) {
      var e = assertThrows(IllegalStateException.class, use);
      assertTrue(e.getMessage().contains("after it was closed"), e.getMessage());
    }
    launch.close();
    region.close();
    assertEquals(0, device.allocatedBytes());
  }

  @Test
  void closesWithWorkStillQueued() {
    ClDevice device = ClFixture.openWithoutCache();
    ClRegion region = ClFixture.tensors(device, 4096);
    ClLaunch launch = ClFixture.add(device, 1, region.get(0));
    for (int i = 0; i < 1000; i++) {
      launch.enqueue();
    }
    device.close();
  }

  @Test
  void aReleasedBufferIsNotUsed() {
    try (ClDevice device = ClFixture.openWithoutCache()) {
      ClRegion region = ClFixture.tensors(device, 8);
      ClMemory gone = region.get(0);
      region.close();
      region.close();
      var e = assertThrows(IllegalStateException.class, () -> ClFixture.add(device, 1, gone));
      assertTrue(e.getMessage().contains("after it was closed"), e.getMessage());
      assertThrows(IllegalStateException.class, () -> ClFixture.read(device, gone));
      ClLaunch launch = ClFixture.add(device, 1, ClFixture.tensors(device, 8).get(0));
      launch.close();
      launch.close();
      assertThrows(IllegalStateException.class, launch::enqueue);
    }
  }

  @Test
  void moreMemoryThanThereIsHasItsOwnError() {
    try (ClDevice device = ClFixture.openWithoutCache()) {
      long before = device.allocatedBytes();
      int slots = (int) (device.limits().globalBytes() / (1L << 30)) + 1;
      var tooMany = new ArrayList<ClAllocator.Slot>();
      for (int i = 0; i < slots; i++) {
        tooMany.add(new ClAllocator.Slot("t" + i, 1 << 28, DType.F32));
      }
      var e =
          assertThrows(
              OutOfDeviceMemoryException.class,
              () -> ClAllocator.of(device).allocate("scratch memory", tooMany));
      assertEquals((long) slots << 30, e.plannedBytes());
      assertTrue(e.getMessage().startsWith("scratch memory needs "), e.getMessage());
      assertEquals(before, device.allocatedBytes());

      var huge = StateLayout.builder().add("huge", TensorType.real(Integer.MAX_VALUE)).build();
      assertThrows(OutOfDeviceMemoryException.class, () -> device.allocate(huge));
      assertEquals(before, device.allocatedBytes());
    }
  }

  @Test
  void eachFamilyThatWorksCanBeForcedAndNoOther() {
    Set<KernelFamily> anywhere = EnumSet.complementOf(EnumSet.of(KernelFamily.NVIDIA));
    try {
      for (KernelFamily family : anywhere) {
        System.setProperty(KernelFamily.PROPERTY, family.name().toLowerCase(Locale.ROOT));
        try (ClDevice device = ClFixture.openWithoutCache()) {
          assertEquals(family, device.target().family());
          assertEquals(family.name(), device.info().family().toUpperCase(Locale.ROOT));
        }
      }
      System.setProperty(KernelFamily.PROPERTY, "cuda");
      var e = assertThrows(DeviceException.class, ClFixture::openWithoutCache);
      assertTrue(
          e.getMessage().contains("[NVIDIA, PORTABLE, CPU, NVIDIA_EMULATED]"), e.getMessage());
      assertTrue(!new ClBackend().devices().isEmpty());
    } finally {
      System.clearProperty(KernelFamily.PROPERTY);
    }
  }

  @Test
  void timesAreTakenOnlyWhenAskedFor() {
    try (ClDevice device = ClFixture.openWithoutCache()) {
      ClLaunch launch = ClFixture.add(device, 1, ClFixture.tensors(device, 64).get(0));
      assertNull(device.profile(false));
      launch.enqueue();
      ClProfile profile = device.profile(true);
      assertNotNull(profile);
      for (int i = 0; i < 1500; i++) {
        launch.enqueue();
      }
      ClProfile.Entry entry = profile.entries().get(0);
      assertEquals(1500, entry.launches());
      assertEquals("add_in_place", entry.kernel());
      assertTrue(entry.nanos() > 0, entry.toString());
      profile.clear();
      assertEquals(List.of(), profile.entries());
      assertNull(device.profile(false));
      launch.enqueue();
    }
  }

  @Test
  void severalThreadsShareADevice() throws InterruptedException {
    try (ClDevice device = ClFixture.openWithoutCache()) {
      var failure = new AtomicReference<Throwable>();
      var threads = new ArrayList<Thread>();
      for (int t = 0; t < 4; t++) {
        int value = t;
        var thread = new Thread(() -> countTo(device, 300 + value));
        thread.setUncaughtExceptionHandler((where, e) -> failure.set(e));
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertNull(failure.get());
    }
  }

  private static void countTo(ClDevice device, int count) {
    try (ClRegion region = ClFixture.tensors(device, 16);
        ClLaunch launch = ClFixture.add(device, 1, region.get(0))) {
      ClFixture.write(device, region.get(0), new float[16]);
      for (int i = 0; i < count; i++) {
        launch.enqueue();
      }
      float[] expected = new float[16];
      Arrays.fill(expected, count);
      assertArrayEquals(expected, ClFixture.read(device, region.get(0)));
    }
  }
}
