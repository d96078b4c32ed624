package io.fovea.backend.reference;

import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.backend.Pending;
import io.fovea.backend.State;
import io.fovea.graph.StateLayout;
import io.fovea.graph.Variable;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** One array per region. */
final class ReferenceState implements State {
  private StateLayout layout;
  private Map<String, Object> arrays = Map.of();
  private final Map<String, Long> versions = new HashMap<>();
  private boolean closed;

  ReferenceState(StateLayout layout) {
    this.layout = StateLayout.builder().build();
    rearrange(layout);
  }

  /** As in {@link ReferenceDevice#rearrange}. */
  void rearrange(StateLayout next) {
    requireOpen();
    long bytes = next.regions().stream().mapToLong(ReferenceState::bytes).sum();
    if (bytes > Runtime.getRuntime().maxMemory()) {
      throw tooLarge(bytes);
    }
    Map<String, Object> rearranged = new HashMap<>();
    try {
      for (StateLayout.Region region : next.regions()) {
        Object array =
            layout.regions().contains(region)
                ? arrays.get(region.name())
                : Elements.allocate(region.dtype(), region.elements());
        rearranged.put(region.name(), array);
      }
    } catch (OutOfMemoryError e) {
      throw tooLarge(bytes);
    }
    arrays = rearranged;
    layout = next;
    versions.keySet().retainAll(arrays.keySet());
    arrays.keySet().forEach(name -> versions.putIfAbsent(name, 0L));
  }

  private static OutOfDeviceMemoryException tooLarge(long bytes) {
    return new OutOfDeviceMemoryException(
        "reference: the state needs " + bytes + " bytes, more than the Java heap has left", bytes);
  }

  private static long bytes(StateLayout.Region region) {
    return region.elements() * Elements.bytes(region.dtype());
  }

  @Override
  public StateLayout layout() {
    return layout;
  }

  /** The memory of a variable. */
  Elements elements(Variable variable) {
    requireOpen();
    Variable own = layout.variable(variable.path());
    Object array = arrays.get(own.region());
    if (array == null || !own.equals(variable)) {
      throw new IllegalArgumentException("state: " + variable + " belongs to another layout");
    }
    return new Elements(own.type(), array, Math.toIntExact(own.offset()));
  }

  @Override
  public void write(Variable variable, Tensor value) {
    Elements elements = elements(variable);
    requireFits("state '" + variable.path() + "'", elements, value);
    elements.set(value);
    written(variable.region());
  }

  /** Doubles are welcome where reals are: nothing is rounded here. */
  static void requireFits(String what, Elements elements, Tensor value) {
    DType dtype = value.dtype() == DType.F64 ? DType.F32 : value.dtype();
    if (dtype != elements.type().dtype() || !value.shape().equals(elements.shape())) {
      throw new IllegalArgumentException(
          what
              + " is "
              + elements.type().dtype()
              + " "
              + elements.shape()
              + ", got "
              + value.dtype()
              + " "
              + value.shape());
    }
  }

  @Override
  public Tensor read(Variable variable) {
    return elements(variable).copy();
  }

  @Override
  public Pending readLater(Variable variable) {
    return Pending.of(read(variable));
  }

  /** Notes that the region has changed. */
  void written(String region) {
    versions.merge(region, 1L, Long::sum);
  }

  @Override
  public long version(String region) {
    Long version = versions.get(region);
    if (version == null) {
      throw new IllegalArgumentException(
          "state: no region '" + region + "'; there are " + versions.keySet());
    }
    return version;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("reference: the state is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    arrays = Map.of();
  }
}
