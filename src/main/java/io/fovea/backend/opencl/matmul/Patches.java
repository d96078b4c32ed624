package io.fovea.backend.opencl.matmul;

import io.fovea.backend.opencl.Macros;

/**
 * How a product reads its left factor from an image, as patches; or that it does not.
 *
 * @param macros geometry of the convolution; none where the left factor is a matrix
 * @param phases sets of rows of y whose patches are read with different taps; 1 without upsampling
 * @param rows rows of the largest phase
 */
public record Patches(Macros macros, int phases, int rows) {
  /** The left factor is a matrix. */
  static Patches none(Product product) {
    return new Patches(Macros.none(), 1, product.m());
  }
}
