package io.fovea.backend.reference;

import io.fovea.tensor.Shape;

/** The entries {@code begin .. begin + size - 1} of one axis of a tensor, as a tensor. */
record ReferenceBand(Shape whole, int axis, int begin, int size) {
  /** Flat index in the whole of the element that has flat index {@code i} in the band. */
  int indexInWhole(int i) {
    int after = 1;
    for (int later = axis + 1; later < whole.rank(); later++) {
      after *= whole.dim(later);
    }
    int behind = i % after;
    int entry = i / after % size;
    int before = i / after / size;
    return (before * whole.dim(axis) + begin + entry) * after + behind;
  }
}
