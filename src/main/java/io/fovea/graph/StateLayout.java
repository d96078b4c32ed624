package io.fovea.graph;

import io.fovea.op.FlatUpdate;
import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where each piece of state lies. A region is one flat block of device memory; the variables of a
 * region begin on boundaries of {@link FlatUpdate#BLOCK} elements, with zeros between them, and the
 * region as a whole is a variable too, named like it. A variable outside any shared region has one
 * of its own.
 */
public final class StateLayout {
  /** One flat block of memory. */
  public record Region(String name, DType dtype, long elements) {
    /** Size in bytes. */
    public long bytes() {
      return elements * dtype.bytes();
    }
  }

  private final Map<String, Region> regions;
  private final Map<String, Variable> variables;

  private StateLayout(Map<String, Region> regions, Map<String, Variable> variables) {
    this.regions = regions;
    this.variables = variables;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** All regions, in the order of their making. */
  public Collection<Region> regions() {
    return regions.values();
  }

  /** All variables, whole regions included, in the order of their making. */
  public Collection<Variable> variables() {
    return variables.values();
  }

  /**
   * The variable with the given path.
   *
   * @throws IllegalArgumentException naming the path, if there is none
   */
  public Variable variable(String path) {
    Variable variable = variables.get(path);
    if (variable == null) {
      throw new IllegalArgumentException(
          "state: no variable '" + path + "'; there are " + variables.keySet());
    }
    return variable;
  }

  /** True if there is a variable with the given path. */
  public boolean contains(String path) {
    return variables.containsKey(path);
  }

  /** The variables within a shared region, without the region itself. */
  public List<Variable> parts(String region) {
    return variables.values().stream()
        .filter(v -> v.region().equals(region) && !v.path().equals(region))
        .toList();
  }

  /** Bytes of all regions. */
  public long bytes() {
    return regions.values().stream().mapToLong(Region::bytes).sum();
  }

  /** Collects variables. */
  public static final class Builder {
    /** The variables of each region by path; one outside shared regions is alone in its own. */
    private final Map<String, Map<String, TensorType>> regions = new LinkedHashMap<>();

    private final Set<String> paths = new HashSet<>();
    private final Set<String> shared = new HashSet<>();

    private Builder() {}

    /** Adds a variable in a region of its own. */
    public Builder add(String path, TensorType type) {
      requireNew(path);
      regions.put(path, Map.of(path, type));
      return this;
    }

    /** Adds a variable of reals to a shared region. */
    public Builder addTo(String region, String path, TensorType type) {
      if (type.dtype() != DType.F32) {
        throw new IllegalArgumentException(
            "state: '" + path + "' is " + type.dtype() + ", shared regions hold F32");
      }
      if (shared.add(region)) {
        requireNew(region);
      }
      requireNew(path);
      regions.computeIfAbsent(region, key -> new LinkedHashMap<>()).put(path, type);
      return this;
    }

    /**
     * Adds a region laid out like another, whose variables have the paths {@code name/path}:
     * gradients and moments beside parameters.
     */
    public Builder addLike(String name, String region) {
      if (!shared.contains(region)) {
        throw new IllegalArgumentException("state: no shared region '" + region + "'");
      }
      Map<String, TensorType> model = regions.getOrDefault(region, Map.of());
      model.forEach((path, type) -> addTo(name, name + "/" + path, type));
      return this;
    }

    private void requireNew(String path) {
      if (!paths.add(path)) {
        throw new IllegalArgumentException("state: '" + path + "' is taken");
      }
    }

    public StateLayout build() {
      Map<String, Region> built = new LinkedHashMap<>();
      Map<String, Variable> variables = new LinkedHashMap<>();
      regions.forEach(
          (name, parts) -> {
            DType dtype = DType.F32;
            long end = 0;
            for (Map.Entry<String, TensorType> part : parts.entrySet()) {
              TensorType type = part.getValue();
              dtype = type.dtype();
              variables.put(part.getKey(), new Variable(part.getKey(), type, name, end));
              long elements = type.shape().elements();
              end += shared.contains(name) ? roundUp(elements) : elements;
            }
            if (end > Integer.MAX_VALUE) {
              throw new IllegalArgumentException(
                  "state: '" + name + "' has " + end + " elements, a region holds 2^31 - 1");
            }
            built.put(name, new Region(name, dtype, end));
            if (shared.contains(name)) {
              TensorType whole = TensorType.real(Shape.of((int) end));
              variables.put(name, new Variable(name, whole, name, 0));
            }
          });
      return new StateLayout(built, variables);
    }

    private static long roundUp(long elements) {
      return (elements + FlatUpdate.BLOCK - 1) / FlatUpdate.BLOCK * FlatUpdate.BLOCK;
    }
  }
}
