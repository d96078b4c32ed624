package io.fovea.nn;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;

/**
 * How the elements of a parameter begin: an immutable value. Numbers are drawn on the host, in
 * double precision, and rounded once, so that they are the same on every device.
 */
public interface Initializer {
  /**
   * Element values in the order of the shape, last axis fastest.
   *
   * @param random keyed by the seed and the path of the parameter
   */
  float[] draw(Shape shape, Fan fan, Philox.Sequence random);
}
