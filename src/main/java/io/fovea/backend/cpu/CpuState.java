package io.fovea.backend.cpu;

import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.backend.Pending;
import io.fovea.backend.State;
import io.fovea.graph.StateLayout;
import io.fovea.graph.Variable;
import io.fovea.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** One array per region. */
final class CpuState implements State {
  private final CpuDevice device;
  private StateLayout layout;
  private Map<String, Object> arrays = Map.of();
  private final Map<String, AtomicLong> versions = new HashMap<>();
  private volatile boolean closed;

  CpuState(CpuDevice device, StateLayout layout) {
    this.device = device;
    this.layout = StateLayout.builder().build();
    rearrange(layout);
  }

  /** As in {@link CpuDevice#rearrange}. */
  void rearrange(StateLayout next) {
    requireOpen();
    if (next.bytes() > Runtime.getRuntime().maxMemory()) {
      throw tooLarge(next.bytes());
    }
    Map<String, Object> rearranged = new HashMap<>();
    try {
      for (StateLayout.Region region : next.regions()) {
        Object array =
            layout.regions().contains(region)
                ? arrays.get(region.name())
                : CpuTensor.newArray(region.dtype(), region.elements());
        rearranged.put(region.name(), array);
      }
    } catch (OutOfMemoryError e) {
      throw tooLarge(next.bytes());
    }
    arrays = rearranged;
    layout = next;
    versions.keySet().retainAll(arrays.keySet());
    arrays.keySet().forEach(name -> versions.computeIfAbsent(name, key -> new AtomicLong()));
  }

  private static OutOfDeviceMemoryException tooLarge(long bytes) {
    return new OutOfDeviceMemoryException(
        "cpu: the state needs " + bytes + " bytes, more than the Java heap has left", bytes);
  }

  CpuDevice device() {
    return device;
  }

  @Override
  public StateLayout layout() {
    return layout;
  }

  /** Gives a tensor the memory of a variable. */
  void bind(CpuTensor tensor, Variable variable) {
    requireOpen();
    Object array = arrays.get(variable.region());
    if (array == null || !layout.variable(variable.path()).equals(variable)) {
      throw new IllegalArgumentException("state: " + variable + " belongs to another layout");
    }
    tensor.bind(array, Math.toIntExact(variable.offset()));
  }

  private CpuTensor tensor(Variable variable) {
    CpuTensor tensor = new CpuTensor(variable.type());
    bind(tensor, variable);
    return tensor;
  }

  @Override
  public void write(Variable variable, Tensor value) {
    tensor(variable).set("state '" + variable.path() + "'", value);
    counter(variable.region()).incrementAndGet();
  }

  @Override
  public Tensor read(Variable variable) {
    return tensor(variable).copy();
  }

  @Override
  public Pending readLater(Variable variable) {
    return Pending.of(read(variable));
  }

  @Override
  public long version(String region) {
    return counter(region).get();
  }

  /** What counts the writes to a region. */
  AtomicLong counter(String region) {
    AtomicLong counter = versions.get(region);
    if (counter == null) {
      throw new IllegalArgumentException(
          "state: no region '" + region + "'; there are " + versions.keySet());
    }
    return counter;
  }

  void requireOpen() {
    device.requireOpen();
    if (closed) {
      throw new IllegalStateException("cpu: the state is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    arrays = Map.of();
  }
}
