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
  private final StateLayout layout;
  private final Map<String, Object> arrays = new HashMap<>();
  private final Map<String, AtomicLong> versions = new HashMap<>();
  private volatile boolean closed;

  CpuState(CpuDevice device, StateLayout layout) {
    this.device = device;
    this.layout = layout;
    try {
      for (StateLayout.Region region : layout.regions()) {
        arrays.put(region.name(), CpuTensor.newArray(region.dtype(), region.elements()));
        versions.put(region.name(), new AtomicLong());
      }
    } catch (OutOfMemoryError e) {
      arrays.clear();
      throw new OutOfDeviceMemoryException(
          "cpu: the state needs " + layout.bytes() + " bytes, more than the Java heap has left",
          layout.bytes());
    }
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
    arrays.clear();
  }
}
