package io.fovea.graph.pass;

import io.fovea.tensor.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Blocks by turns in a few arrays: no two blocks alive at the same time share a slot, and each slot
 * holds one type. Largest blocks first, each into the first slot that is free for its lifetime.
 */
public final class SlotLayout {
  /** An array to allocate. */
  public record Slot(int index, DType dtype, long elements) {}

  private final List<Slot> slots = new ArrayList<>();
  private final IdentityHashMap<MemoryPlan.Block, Slot> places = new IdentityHashMap<>();

  public SlotLayout(List<MemoryPlan.Block> blocks) {
    List<List<MemoryPlan.Block>> residents = new ArrayList<>();
    List<MemoryPlan.Block> bySize = new ArrayList<>(blocks);
    bySize.sort(Comparator.comparingLong(MemoryPlan.Block::elements).reversed());
    for (MemoryPlan.Block block : bySize) {
      int index = 0;
      while (index < slots.size() && !isFree(slots.get(index), residents.get(index), block)) {
        index++;
      }
      if (index == slots.size()) {
        slots.add(new Slot(index, block.dtype(), block.elements()));
        residents.add(new ArrayList<>());
      }
      residents.get(index).add(block);
      places.put(block, slots.get(index));
    }
  }

  private static boolean isFree(
      Slot slot, List<MemoryPlan.Block> residents, MemoryPlan.Block block) {
    return slot.dtype() == block.dtype() && residents.stream().noneMatch(block::overlaps);
  }

  /** All slots. */
  public List<Slot> slots() {
    return List.copyOf(slots);
  }

  /** The slot of a block. */
  public Slot slot(MemoryPlan.Block block) {
    Slot slot = places.get(block);
    if (slot == null) {
      throw new IllegalArgumentException("slots: " + block.what() + " was not laid out");
    }
    return slot;
  }

  /** Bytes of all slots. */
  public long bytes() {
    return slots.stream().mapToLong(s -> s.elements() * s.dtype().bytes()).sum();
  }
}
