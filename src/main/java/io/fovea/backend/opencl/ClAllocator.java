package io.fovea.backend.opencl;

import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Gives tensors their places on the device: in one arena, or several where the device limits the
 * size of a buffer; or, to find faults, each in a buffer of its own at offset 0, where a checker
 * such as Oclgrind sees every access that leaves it. With guards a band lies before and after each
 * tensor, whose later change shows that a kernel wrote where it should not.
 */
final class ClAllocator {
  /** {@code arena} or {@code separate}. */
  static final String MODE_PROPERTY = "fovea.opencl.memory";

  /** {@code true} for guard bands. */
  static final String GUARD_PROPERTY = "fovea.opencl.guard";

  /**
   * Alignment of every tensor: what NVIDIA asks of a buffer's start, and more than any other needs.
   */
  static final int ALIGNMENT = 512;

  private final ClDevice device;
  private final Mode mode;
  private final int guardBytes;
  private final long largestBuffer;

  /** Where tensors are put. */
  enum Mode {
    ARENA,
    SEPARATE
  }

  /**
   * A tensor that wants a place.
   *
   * @param name what it is called in messages
   * @param length number of elements
   * @param dtype type of the elements
   */
  record Slot(String name, int length, DType dtype) {
    long bytes() {
      return (long) length * dtype.bytes();
    }
  }

  /** Where a slot begins: which buffer, which byte. */
  private record Place(int buffer, long offset) {}

  ClAllocator(ClDevice device, Mode mode, boolean guarded, long largestBuffer) {
    this.device = device;
    this.mode = mode;
    this.guardBytes = guarded ? ALIGNMENT : 0;
    this.largestBuffer = largestBuffer;
  }

  /**
   * The allocator that the system properties ask for: an arena without guards if they say nothing.
   */
  static ClAllocator of(ClDevice device) {
    String name = System.getProperty(MODE_PROPERTY, "arena");
    try {
      Mode mode = Mode.valueOf(name.toUpperCase(Locale.ROOT));
      return new ClAllocator(
          device, mode, Boolean.getBoolean(GUARD_PROPERTY), device.limits().maxAllocationBytes());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          MODE_PROPERTY
              + "="
              + name
              + ": expected "
              + Arrays.stream(Mode.values())
                  .map(m -> m.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(" or ")),
          e);
    }
  }

  /** Whether it packs tensors densely: no guards between them, and no buffers of their own. */
  boolean isPlain() {
    return mode == Mode.ARENA && !isGuarded();
  }

  boolean isGuarded() {
    return guardBytes > 0;
  }

  /**
   * Places all slots. Every byte is zero at first, the gaps too.
   *
   * @param purpose what the memory is for, in errors
   * @throws OutOfDeviceMemoryException if the device cannot hold them; then nothing stays allocated
   */
  ClRegion allocate(String purpose, List<Slot> slots) {
    List<Long> sizes = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    for (Slot slot : slots) {
      places.add(place(slot, sizes));
    }
    long planned = sizes.stream().mapToLong(Long::longValue).sum();
    List<ClBuffer> buffers = new ArrayList<>();
    try {
      device.requireRoom(purpose, planned, device.freeBytes());
      for (long size : sizes) {
        ClBuffer buffer = device.allocate(purpose, size);
        buffers.add(buffer);
        device.transfers().fill(buffer, 0, size, new byte[size % 4 == 0 ? 4 : 1]);
      }
      // Some drivers reserve memory only when it is first used: an error must come here, not in the
      // first step.
      device.finish();
      return region(slots, places, buffers);
    } catch (RuntimeException e) {
      buffers.forEach(device::release);
      throw e instanceof ClException failure ? device.typed(failure, purpose, planned) : e;
    }
  }

  private ClRegion region(List<Slot> slots, List<Place> places, List<ClBuffer> buffers) {
    List<ClMemory> memories = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      Place place = places.get(i);
      int offset = Math.toIntExact(place.offset() / slot.dtype().bytes());
      memories.add(
          new ClMemory(
              slot.name(), buffers.get(place.buffer()), offset, slot.length(), slot.dtype()));
    }
    return new ClRegion(device, buffers, memories, guardBytes);
  }

  /**
   * Puts a slot at the end of the last buffer, or into a new one; {@code sizes} are the buffers'
   * sizes so far.
   */
  private Place place(Slot slot, List<Long> sizes) {
    // A buffer of its own is exactly as long as its tensor: a checker sees one element too many.
    boolean exact = mode == Mode.SEPARATE && guardBytes == 0;
    long size = exact ? slot.bytes() : guardBytes + aligned(slot.bytes()) + guardBytes;
    int last = sizes.size() - 1;
    if (last >= 0 && mode == Mode.ARENA) {
      long start = sizes.get(last);
      long end = start + size;
      boolean isReached = end / slot.dtype().bytes() <= Integer.MAX_VALUE;
      if (isReached && end <= largestBuffer) {
        sizes.set(last, end);
        return new Place(last, start + guardBytes);
      }
    }
    sizes.add(size);
    return new Place(last + 1, guardBytes);
  }

  static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
