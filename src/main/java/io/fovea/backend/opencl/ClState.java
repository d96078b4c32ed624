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
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** State in device memory: one place per region. */
final class ClState implements State {
  private final ClDevice device;
  private final StateLayout layout;
  private final ClRegion memory;
  private final Map<String, ClMemory> regions = new HashMap<>();
  private final Map<String, AtomicLong> versions = new HashMap<>();

  ClState(ClDevice device, StateLayout layout) {
    this.device = device;
    this.layout = layout;
    List<ClAllocator.Slot> slots = new ArrayList<>();
    for (StateLayout.Region region : layout.regions()) {
      slots.add(
          new ClAllocator.Slot(region.name(), Math.toIntExact(region.elements()), region.dtype()));
    }
    this.memory = ClAllocator.of(device).allocate("state", slots);
    memory.memories().forEach(m -> regions.put(m.name(), m));
    slots.forEach(slot -> versions.put(slot.name(), new AtomicLong()));
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
    memory.checkGuards();
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
    memory.close();
  }
}
