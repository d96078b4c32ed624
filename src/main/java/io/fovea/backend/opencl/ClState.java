package io.fovea.backend.opencl;

import io.fovea.backend.Pending;
import io.fovea.backend.State;
import io.fovea.graph.StateLayout;
import io.fovea.graph.Variable;
import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * State in device memory: one place per region. Those that came together are allocated together.
 */
final class ClState implements State {
  private final ClDevice device;
  private StateLayout layout;
  private final List<ClRegion> allocations = new ArrayList<>();
  private final Map<String, ClMemory> regions = new HashMap<>();
  private final Map<String, AtomicLong> versions = new HashMap<>();
  private boolean closed;

  ClState(ClDevice device, StateLayout layout) {
    this.device = device;
    this.layout = StateLayout.builder().build();
    rearrange(layout);
  }

  /** As in {@link ClDevice#rearrange}. */
  void rearrange(StateLayout next) {
    if (closed) {
      throw new IllegalStateException("opencl: the state is closed");
    }
    List<ClAllocator.Slot> added = new ArrayList<>();
    Set<String> kept = new HashSet<>();
    for (StateLayout.Region region : next.regions()) {
      if (layout.regions().contains(region)) {
        kept.add(region.name());
      } else {
        int elements = Math.toIntExact(region.elements());
        added.add(new ClAllocator.Slot(region.name(), elements, region.dtype()));
      }
    }
    ClRegion allocation = ClAllocator.of(device).allocate("state", added);
    layout = next;
    regions.keySet().retainAll(kept);
    versions.keySet().retainAll(kept);
    for (ClRegion old : List.copyOf(allocations)) {
      if (old.memories().stream().noneMatch(regions::containsValue)) {
        allocations.remove(old);
        old.close();
      }
    }
    allocations.add(allocation);
    for (ClMemory memory : allocation.memories()) {
      regions.put(memory.name(), memory);
      versions.put(memory.name(), new AtomicLong());
    }
  }

  ClDevice device() {
    return device;
  }

  @Override
  public StateLayout layout() {
    return layout;
  }

  @Override
  public void write(Variable variable, Tensor value) {
    checkValue("variable " + variable.path(), variable.type(), value);
    device.transfers().write(memory(variable), value);
    counter(variable.region()).incrementAndGet();
  }

  @Override
  public Tensor read(Variable variable) {
    return device.transfers().read(memory(variable), variable.type().shape());
  }

  @Override
  public Pending readLater(Variable variable) {
    return device.transfers().readLater(memory(variable), variable.type().shape());
  }

  @Override
  public long version(String region) {
    return counter(region).get();
  }

  /** The counter behind {@link #version}, for programs that advance it at every run. */
  AtomicLong counter(String region) {
    AtomicLong counter = versions.get(region);
    if (counter == null) {
      throw new IllegalArgumentException(
          "state: no region '" + region + "'; there are " + versions.keySet());
    }
    return counter;
  }

  /** Where a variable lies. */
  ClMemory memory(Variable variable) {
    ClMemory region = regions.get(variable.region());
    if (region == null) {
      throw new IllegalArgumentException("state: no variable " + variable + " in this state");
    }
    int elements = Math.toIntExact(variable.type().shape().elements());
    return region.part(variable.path(), Math.toIntExact(variable.offset()), elements);
  }

  /**
   * @throws IllegalStateException if anything wrote between the regions; see {@link ClRegion}
   */
  void checkGuards() {
    allocations.forEach(ClRegion::checkGuards);
  }

  /**
   * @throws IllegalArgumentException if the value is not of the type; F64 will do for F32
   */
  static void checkValue(String what, TensorType type, Tensor value) {
    boolean rounds = type.dtype() == DType.F32 && value.dtype() == DType.F64;
    if (!value.shape().equals(type.shape()) || (value.dtype() != type.dtype() && !rounds)) {
      throw new IllegalArgumentException(
          what
              + " is "
              + type.dtype()
              + " "
              + type.shape()
              + ", got "
              + value.dtype()
              + " "
              + value.shape());
    }
  }

  @Override
  public void close() {
    closed = true;
    allocations.forEach(ClRegion::close);
  }
}
