package io.fovea.graph.pass;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Offsets of blocks within as few large allocations as possible, so that blocks alive at the same
 * time never overlap: largest first, each at the lowest offset that is free for its lifetime.
 *
 * <p>Source: Pisarchyk, Lee, "Efficient memory management for deep neural net inference", 2020
 * (greedy by size for offset calculation).
 */
public final class ArenaLayout {
  /** Where a block lies: byte {@code offset} of arena number {@code arena}. */
  public record Place(int arena, long offset) {}

  private final IdentityHashMap<MemoryPlan.Block, Place> places = new IdentityHashMap<>();
  private final List<Long> arenaBytes = new ArrayList<>();

  /**
   * @param alignment every offset is a multiple of it, in bytes
   * @param largestArena no arena exceeds it, in bytes
   * @throws IllegalArgumentException if a block alone does
   */
  public ArenaLayout(List<MemoryPlan.Block> blocks, int alignment, long largestArena) {
    List<List<MemoryPlan.Block>> arenas = new ArrayList<>();
    List<MemoryPlan.Block> bySize = new ArrayList<>(blocks);
    bySize.sort(Comparator.comparingLong(MemoryPlan.Block::bytes).reversed());
    for (MemoryPlan.Block block : bySize) {
      long bytes = (block.bytes() + alignment - 1) / alignment * alignment;
      if (bytes > largestArena) {
        throw new IllegalArgumentException(
            block.what() + " needs " + bytes + " bytes, the largest allocation is " + largestArena);
      }
      int arena = 0;
      long offset = 0;
      while (true) {
        if (arena == arenas.size()) {
          arenas.add(new ArrayList<>());
          arenaBytes.add(0L);
        }
        offset = lowestFree(arenas.get(arena), block, bytes, alignment);
        if (offset + bytes <= largestArena) {
          break;
        }
        arena++;
      }
      places.put(block, new Place(arena, offset));
      arenas.get(arena).add(block);
      arenaBytes.set(arena, Math.max(arenaBytes.get(arena), offset + bytes));
    }
  }

  private long lowestFree(
      List<MemoryPlan.Block> placed, MemoryPlan.Block block, long bytes, int alignment) {
    List<MemoryPlan.Block> conflicts = new ArrayList<>();
    for (MemoryPlan.Block other : placed) {
      if (other.overlaps(block)) {
        conflicts.add(other);
      }
    }
    conflicts.sort(Comparator.comparingLong(other -> place(other).offset()));
    long offset = 0;
    for (MemoryPlan.Block other : conflicts) {
      if (offset + bytes <= place(other).offset()) {
        break;
      }
      long end = place(other).offset() + other.bytes();
      offset = Math.max(offset, (end + alignment - 1) / alignment * alignment);
    }
    return offset;
  }

  /** Where a block lies. */
  public Place place(MemoryPlan.Block block) {
    Place place = places.get(block);
    if (place == null) {
      throw new IllegalArgumentException("arena: " + block.what() + " was not laid out");
    }
    return place;
  }

  /** Size of each arena in bytes. */
  public List<Long> arenaBytes() {
    return List.copyOf(arenaBytes);
  }

  /** Bytes of all arenas. */
  public long bytes() {
    return arenaBytes.stream().mapToLong(Long::longValue).sum();
  }
}
