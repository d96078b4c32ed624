package io.fovea.graph;

import io.fovea.op.TensorType;

/**
 * A named piece of state: {@code type.shape().elements()} elements of a region, from an offset on.
 *
 * @param path the stable name, as in {@code block1/conv/w}
 * @param region the name of the flat block of memory that holds it
 * @param offset first element within the region
 */
public record Variable(String path, TensorType type, String region, long offset) {
  /** True if the two share an element. */
  public boolean overlaps(Variable other) {
    return region.equals(other.region)
        && offset < other.offset + other.type.shape().elements()
        && other.offset < offset + type.shape().elements();
  }

  @Override
  public String toString() {
    return path + " " + type;
  }
}
