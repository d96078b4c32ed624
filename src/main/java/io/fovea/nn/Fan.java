package io.fovea.nn;

/**
 * How a parameter is connected, for initialisers that keep the variance of what flows through.
 *
 * @param in number of inputs that each output sums
 * @param out number of outputs that each input reaches
 */
public record Fan(long in, long out) {
  /** Of a parameter that sums nothing. */
  public static final Fan NONE = new Fan(1, 1);
}
