package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values to the device and back, and their place in the order of launches. */
class TransfersTest {
  private final ClDevice device = ClFixture.openWithoutCache();
  private final Transfers transfers = device.transfers();

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void everyTypeAndSizeReturnsAsItWent() {
    int large = (int) (Transfers.STAGED_BYTES / Float.BYTES) + 1;
    for (int length : new int[] {1, 3, 1023, 1024, 1025, 70_001, large - 1, large}) {
      try (ClRegion region = ClFixture.tensors(device, 5, length)) {
        Tensor value = Tensor.of(Shape.of(length), ClFixture.ramp(length, 1));
        transfers.write(region.get(1), value);
        assertEquals(value, transfers.read(region.get(1), Shape.of(length)));
        assertEquals(value, transfers.readLater(region.get(1), Shape.of(length)).get());
        assertEquals(0f, ClFixture.read(device, region.get(0))[4]);
      }
    }
    var slots =
        List.of(
            new ClAllocator.Slot("bytes", 7, DType.U8),
            new ClAllocator.Slot("ints", 3, DType.I32),
            new ClAllocator.Slot("reals", 2, DType.F32));
    try (ClRegion region = ClAllocator.of(device).allocate("test", slots)) {
      Tensor bytes = Tensor.of(Shape.of(7), new byte[] {1, 2, 3, -4, 5, 6, 127});
      Tensor ints = Tensor.of(Shape.of(3), 1, Integer.MIN_VALUE, 3);
      transfers.write(region.get(0), bytes);
      transfers.write(region.get(1), ints);
      transfers.write(region.get(2), Tensor.of(Shape.of(2), 0.1, 1e300));
      assertEquals(bytes, transfers.read(region.get(0), Shape.of(7)));
      assertEquals(ints, transfers.read(region.get(1), Shape.of(3)));
      assertEquals(
          Tensor.of(Shape.of(2), 0.1f, Float.POSITIVE_INFINITY),
          transfers.read(region.get(2), Shape.of(2)));
    }
  }

  @Test
  void typesAndLengthsMustAgree() {
    ClMemory reals = ClFixture.tensors(device, 4).get(0);
    assertThrows(
        IllegalArgumentException.class,
        () -> transfers.write(reals, Tensor.of(Shape.of(4), 1, 2, 3, 4)));
    assertThrows(IllegalArgumentException.class, () -> ClFixture.write(device, reals, 1, 2, 3));
    assertThrows(IllegalArgumentException.class, () -> transfers.read(reals, Shape.of(5)));
  }

  @Test
  void eachPendingReadHasTheValueOfItsPlace() {
    ClMemory y = ClFixture.tensors(device, 32).get(0);
    ClLaunch add = ClFixture.add(device, 1, y);
    List<PendingRead> reads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      add.enqueue();
      reads.add(transfers.readLater(y, Shape.of(32)));
    }
    for (int i = 49; i >= 0; i--) {
      assertEquals(i + 1, reads.get(i).get().floats()[31]);
      assertTrue(reads.get(i).isDone());
      assertEquals(i + 1, reads.get(i).get().floats()[0], "a second time");
    }
  }

  @Test
  void aWriteTakesItsTurnAndLeavesTheArrayFree() {
    ClMemory y = ClFixture.tensors(device, 32).get(0);
    ClLaunch add = ClFixture.add(device, 1, y);
    float[] values = new float[32];
    List<PendingRead> reads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Arrays.fill(values, 100 * i);
      ClFixture.write(device, y, values);
      add.enqueue();
      reads.add(transfers.readLater(y, Shape.of(32)));
    }
    for (int i = 0; i < 50; i++) {
      assertEquals(100 * i + 1, reads.get(i).get().floats()[5]);
    }
  }

  /** The device is kept busy by one work-item, so that another core is free for transfers. */
  @Test
  void neitherAWriteNorAReadForLaterWaitsForKernels() {
    ClRegion region = ClFixture.tensors(device, 1, 32);
    try (ClLaunch slow =
        device
            .kernel(ClFixture.FILE, "slow", ClFixture.TRIPLE)
            .ints(300_000_000)
            .update(region.get(0))
            .global(1)
            .bind()) {
      slow.enqueue();
      PendingRead busy = transfers.readLater(region.get(0), Shape.of(1));
      ClFixture.write(device, region.get(1), new float[32]);
      PendingRead after = transfers.readLater(region.get(1), Shape.of(32));
      assertFalse(busy.isDone(), "the kernel is still running");
      assertFalse(after.isDone(), "what was queued behind it waits");
      assertTrue(Float.isFinite(busy.get().floats()[0]));
      after.get();
    }
  }

  @Test
  void whatNobodyFetchesIsUsedAgain() throws InterruptedException {
    ClMemory y = ClFixture.tensors(device, 1024).get(0);
    transfers.readLater(y, Shape.of(1024)).get();
    long before = device.allocatedBytes();
    long bound = before + 200 * 4096L;
    for (int i = 0; i < 2000 && device.allocatedBytes() < bound; i++) {
      transfers.readLater(y, Shape.of(1024));
      if (i % 50 == 49) {
        System.gc();
        Thread.sleep(5);
      }
    }
    assertTrue(device.allocatedBytes() < bound, device.allocatedBytes() + " bytes");
  }

  @Test
  void poisonIsNotANumber() {
    ClMemory y = ClFixture.tensors(device, 33).get(0);
    transfers.poison(y);
    for (float value : ClFixture.read(device, y)) {
      assertTrue(Float.isNaN(value));
    }
  }
}
