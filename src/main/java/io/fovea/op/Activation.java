package io.fovea.op;

/** A function that an {@link Epilogue} applies to each element before it is stored. */
public enum Activation {
  /** Stores the element as it is. */
  NONE,
  /** {@code x < 0 ? 0 : x}: NaN stays NaN. */
  RELU,
  /** {@code x > 0 ? x : slope[c] x}, with a slope per output channel as in {@link PRelu}. */
  PRELU,
  /**
   * {@code mask <= 0 ? 0 : x}, with a mask of the output's shape, the output of ReLU: what {@link
   * ReluGradient} does.
   */
  RELU_GRADIENT
}
