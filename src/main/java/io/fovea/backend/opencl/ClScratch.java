package io.fovea.backend.opencl;

import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.graph.pass.ArenaLayout;
import io.fovea.graph.pass.MemoryPlan;
import io.fovea.graph.pass.MemoryPlan.Block;
import io.fovea.tensor.DType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The scratch memory of a program: each block of its plan has a place. */
final class ClScratch implements AutoCloseable {
  private final ClDevice device;
  private final ClRegion region;
  private final Map<Block, ClMemory> places = new IdentityHashMap<>();

  /**
   * Finds room for a plan: by turns in as few buffers as can be, or, where guards or separate
   * buffers are asked for, each block for itself.
   *
   * @throws OutOfDeviceMemoryException if there is no room
   */
  ClScratch(ClDevice device, MemoryPlan plan) {
    this.device = device;
    var allocator = ClAllocator.of(device);
    this.region =
        allocator.isPlain() ? byTurns(allocator, plan.blocks()) : each(allocator, plan.blocks());
  }

  private ClRegion each(ClAllocator allocator, List<Block> blocks) {
    List<ClAllocator.Slot> slots = new ArrayList<>();
    for (Block block : blocks) {
      slots.add(new ClAllocator.Slot(block.what(), length(block, blocks), block.dtype()));
    }
    ClRegion allocated = allocator.allocate("scratch memory", slots);
    for (int i = 0; i < blocks.size(); i++) {
      places.put(blocks.get(i), allocated.get(i));
    }
    return allocated;
  }

  private ClRegion byTurns(ClAllocator allocator, List<Block> blocks) {
    ArenaLayout layout = layout(blocks);
    List<ClAllocator.Slot> arenas = new ArrayList<>();
    for (long bytes : layout.arenaBytes()) {
      arenas.add(new ClAllocator.Slot("arena", (int) (bytes / Float.BYTES), DType.F32));
    }
    ClRegion allocated = allocator.allocate("scratch memory", arenas);
    for (Block block : blocks) {
      ArenaLayout.Place place = layout.place(block);
      ClMemory arena = allocated.get(place.arena());
      long offset = (arena.startByte() + place.offset()) / block.dtype().bytes();
      places.put(
          block,
          new ClMemory(
              block.what(),
              arena.buffer(),
              Math.toIntExact(offset),
              length(block, blocks),
              block.dtype()));
    }
    return allocated;
  }

  private ArenaLayout layout(List<Block> blocks) {
    // Offsets are ints, counted in elements of the smallest type.
    int smallest = blocks.stream().mapToInt(b -> b.dtype().bytes()).min().orElse(Float.BYTES);
    long reach = (long) Integer.MAX_VALUE * smallest;
    long largest = Math.min(device.limits().maxAllocationBytes(), reach);
    try {
      return new ArenaLayout(
          blocks, ClAllocator.ALIGNMENT, largest / ClAllocator.ALIGNMENT * ClAllocator.ALIGNMENT);
    } catch (IllegalArgumentException e) {
      throw new OutOfDeviceMemoryException(
          "scratch memory on " + device.limits() + ": " + e.getMessage(), plannedBytes(blocks));
    }
  }

  /** What all blocks by turns would take on a device without limits. */
  private static long plannedBytes(List<Block> blocks) {
    return new ArenaLayout(blocks, ClAllocator.ALIGNMENT, Long.MAX_VALUE).bytes();
  }

  private static int length(Block block, List<Block> all) {
    if (block.elements() > Integer.MAX_VALUE) {
      throw new OutOfDeviceMemoryException(
          block.what() + " has " + block.elements() + " elements, a tensor has at most 2^31 - 1",
          plannedBytes(all));
    }
    return (int) block.elements();
  }

  /** Where a block lies. */
  ClMemory place(Block block) {
    ClMemory place = places.get(block);
    if (place == null) {
      throw new IllegalArgumentException("scratch memory: no block " + block.what());
    }
    return place;
  }

  /** Sets all of a block to NaN, integers and bytes to all ones, in its turn in the queue. */
  void poison(Block block) {
    device.transfers().poison(place(block));
  }

  /** Bytes held on the device. */
  long bytes() {
    return region.bytes();
  }

  /**
   * @throws IllegalStateException if anything wrote between the blocks; see {@link ClRegion}
   */
  void checkGuards() {
    region.checkGuards();
  }

  @Override
  public void close() {
    region.close();
  }
}
