package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Places for tensors: packed, apart, in several buffers, and between guard bands. */
class ClAllocatorTest {
  private static final List<ClAllocator.Slot> SLOTS =
      List.of(
          new ClAllocator.Slot("bytes", 13, DType.U8),
          new ClAllocator.Slot("reals", 129, DType.F32),
          new ClAllocator.Slot("ints", 1, DType.I32));

  private static ClDevice device;

  @BeforeAll
  static void open() {
    device = ClFixture.openWithoutCache();
  }

  @AfterAll
  static void close() {
    if (device != null) {
      device.close();
    }
  }

  private static ClRegion allocate(ClAllocator.Mode mode, boolean guarded, long largestBuffer) {
    return new ClAllocator(device, mode, guarded, largestBuffer).allocate("test", SLOTS);
  }

  @Test
  void anArenaIsPackedOnAlignedPlaces() {
    try (ClRegion region = allocate(ClAllocator.Mode.ARENA, false, 1 << 20)) {
      assertEquals(512 + 1024 + 512, region.bytes());
      assertSame(region.get(0).buffer(), region.get(2).buffer());
      assertEquals(128, region.get(1).offset());
      assertEquals(384, region.get(2).offset());
    }
  }

  @Test
  void severalArenasAreMadeWhereABufferIsTooSmall() {
    try (ClRegion region = allocate(ClAllocator.Mode.ARENA, false, 1536)) {
      assertSame(region.get(0).buffer(), region.get(1).buffer());
      assertNotSame(region.get(1).buffer(), region.get(2).buffer());
      assertEquals(0, region.get(2).offset());
    }
  }

  @Test
  void separateTensorsBeginTheirBuffers() {
    try (ClRegion region = allocate(ClAllocator.Mode.SEPARATE, false, 1 << 20)) {
      for (ClMemory memory : region.memories()) {
        assertEquals(0, memory.offset());
      }
      assertNotSame(region.get(0).buffer(), region.get(1).buffer());
      assertEquals(13, region.get(0).buffer().bytes());
      assertEquals(516, region.get(1).buffer().bytes());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyByteIsZeroAtFirst(ClAllocator.Mode mode) {
    try (ClRegion region = allocate(mode, true, 1 << 20)) {
      assertEquals(
          Tensor.zeros(DType.U8, Shape.of(13)),
          device.transfers().read(region.get(0), Shape.of(13)));
      assertEquals(
          Tensor.zeros(DType.F32, Shape.of(129)),
          device.transfers().read(region.get(1), Shape.of(129)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void guardsSeeTheFirstElementBeyondEitherEnd(ClAllocator.Mode mode) {
    for (int i : new int[] {-128, -1, 129, 130, 255}) {
      try (ClRegion region = allocate(mode, true, 1 << 20)) {
        region.checkGuards();
        stray(region.get(1), i);
        var e = assertThrows(IllegalStateException.class, region::checkGuards);
        String side = i < 0 ? -4 * i + " bytes before reals" : "after the end of reals";
        assertTrue(e.getMessage().contains(side), e.getMessage());
      }
    }
    try (ClRegion region = allocate(mode, true, 1 << 20)) {
      stray(region.get(1), 0);
      stray(region.get(1), 128);
      region.checkGuards();
    }
  }

  /** The band of a tensor of bytes begins with the very next byte. */
  @Test
  void guardsSeeOneByteBeyondBytes() {
    try (ClRegion region = allocate(ClAllocator.Mode.ARENA, true, 1 << 20)) {
      ClMemory bytes = region.get(0);
      long next = bytes.endByte();
      device.transfers().fill(bytes.buffer(), next, 1, new byte[] {1});
      var e = assertThrows(IllegalStateException.class, region::checkGuards);
      assertTrue(e.getMessage().contains("0 bytes after the end of bytes"), e.getMessage());
    }
  }

  private static void stray(ClMemory y, int i) {
    try (ClLaunch launch =
        device
            .kernel(ClFixture.FILE, "stray", ClFixture.TRIPLE)
            .ints(i)
            .write(y)
            .global(1)
            .bind()) {
      launch.enqueue();
    }
  }

  @Test
  void propertiesChooseTheMode() {
    try {
      assertTrue(ClAllocator.of(device).isPlain());
      System.setProperty(ClAllocator.MODE_PROPERTY, "separate");
      assertFalse(ClAllocator.of(device).isPlain());
      System.setProperty(ClAllocator.MODE_PROPERTY, "arena");
      System.setProperty(ClAllocator.GUARD_PROPERTY, "true");
      assertFalse(ClAllocator.of(device).isPlain());
      assertTrue(ClAllocator.of(device).isGuarded());
      System.setProperty(ClAllocator.MODE_PROPERTY, "heap");
      var e = assertThrows(IllegalArgumentException.class, () -> ClAllocator.of(device));
      assertTrue(e.getMessage().contains("expected arena or separate"), e.getMessage());
    } finally {
      System.clearProperty(ClAllocator.MODE_PROPERTY);
      System.clearProperty(ClAllocator.GUARD_PROPERTY);
    }
  }
}
