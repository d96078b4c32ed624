package io.fovea.op;

import java.util.List;

/**
 * What a node must do at the least.
 *
 * @param flops floating-point operations; a multiply-add counts two
 * @param bytes bytes read once and written once
 */
public record Cost(long flops, long bytes) {
  /** The bytes of all arguments, with the given operation count. */
  public static Cost of(long flops, List<TensorType> inputs, List<TensorType> outputs) {
    long bytes = 0;
    for (TensorType type : inputs) {
      bytes += type.bytes();
    }
    for (TensorType type : outputs) {
      bytes += type.bytes();
    }
    return new Cost(flops, bytes);
  }

  /** The sum of both. */
  public Cost plus(Cost other) {
    return new Cost(flops + other.flops, bytes + other.bytes);
  }
}
