package io.fovea.testkit;

import io.fovea.op.Op;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The case table of one op: the class {@code FooCases} beside the op's tests, with a constructor
 * without arguments. {@link OpTable} finds it; nothing needs to be registered.
 */
public interface OpCases {
  /** The op that the cases are of. */
  Class<? extends Op> op();

  /**
   * The cases: tiny, odd, prime, rectangular, the special and the one big. The first is the
   * smallest that has everything.
   */
  List<OpCase> table();

  /** A case of random geometry, where geometry matters. */
  default Optional<OpCase> random(Random random) {
    return Optional.empty();
  }

  /** Inputs by which the op has gradients; a case need not have all of them. */
  default List<Integer> differentiableBy() {
    return List.of();
  }

  /** Those of them that a case has. */
  default List<Integer> differentiableBy(OpCase theCase) {
    int count = theCase.arguments().size();
    return differentiableBy().stream().filter(input -> input < count).toList();
  }

  /** Why no inputs make the op exact in single precision; empty if small integers do. */
  default String inexact() {
    return "";
  }
}
