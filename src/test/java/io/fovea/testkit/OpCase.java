package io.fovea.testkit;

import io.fovea.op.Op;
import java.util.List;

/**
 * One line of an op's case table.
 *
 * @param name unique within the table; {@code op/name} selects the case on the command line
 */
public record OpCase(String name, Op op, List<Argument> arguments, Kind kind, Spread spread) {
  /** Which layers a case is for. */
  public enum Kind {
    /** All. */
    GENERAL,
    /**
     * Given values, NaN and infinities among them, whose results are compared without tolerance.
     */
    SPECIAL,
    /** Too large for difference quotients; everything else. */
    BIG,
    /** All but exact: its own attributes are rounded. */
    ROUNDED
  }

  /** What a case's results look like when they prove something. */
  public enum Spread {
    /** At most 70 % are equal. */
    DENSE,
    /** Mostly zeros, by nature; what is not zero differs. */
    SPARSE,
    /** One number everywhere, by nature, and not zero. */
    FLAT,
    /** Anything: a special case says what it expects. */
    ANY
  }

  public OpCase {
    arguments = List.copyOf(arguments);
  }

  /** A case for all layers. */
  public static OpCase of(String name, Op op, Argument... arguments) {
    return new OpCase(name, op, List.of(arguments), Kind.GENERAL, Spread.DENSE);
  }

  /** A case of given values. */
  public static OpCase special(String name, Op op, Argument... arguments) {
    return new OpCase(name, op, List.of(arguments), Kind.SPECIAL, Spread.ANY);
  }

  /** This case without difference quotients. */
  public OpCase big() {
    return new OpCase(name, op, arguments, Kind.BIG, spread);
  }

  /** This case without the exact layer. */
  public OpCase rounded() {
    return new OpCase(name, op, arguments, Kind.ROUNDED, spread);
  }

  /** This case, with other results to be expected. */
  public OpCase spread(Spread newSpread) {
    return new OpCase(name, op, arguments, kind, newSpread);
  }

  /** Whether its gradients are compared with difference quotients. */
  public boolean isForGradients() {
    return kind == Kind.GENERAL || kind == Kind.ROUNDED;
  }

  /** What selects it: {@code conv2d/odd}. */
  public String id() {
    return op.name() + "/" + name;
  }

  /** Op and argument types. */
  @Override
  public String toString() {
    return op + " on " + arguments.stream().map(a -> a.type().toString()).toList();
  }
}
