package io.fovea.train;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;

/** What a loss compares the output for one example with. */
public sealed interface Target {
  /**
   * The number of a class (I32), from 0 to {@code count - 1}.
   *
   * @param count of classes
   */
  record Classes(int count) implements Target {
    public Classes {
      require(count >= 1, "target: there must be a class, got %d", count);
    }
  }

  /**
   * Numbers (F32) of a shape.
   *
   * @param shape without the batch
   * @param range where they may lie
   */
  record Values(Shape shape, Range range) implements Target {}

  /** Where the numbers of a target may lie; whatever the range, NaN and infinities lie outside. */
  enum Range {
    /** Anywhere. A class is written one-hot, 1 among zeros. */
    ANY("be finite", 0),
    /** From 0 to 1: how much of each class an example is, or whether. */
    UNIT("lie in [0, 1]", 0),
    /** Not negative, the last axis adding up to 1 (to a thousandth): probabilities of classes. */
    DISTRIBUTION("lie in [0, 1] and add up to 1", 0),
    /** -1 or 1. A class is written as 1 among -1s. */
    SIGN("be -1 or 1", -1);

    private final String rule;
    private final float no;

    Range(String rule, float no) {
      this.rule = rule;
      this.no = no;
    }

    /** What numbers must do, as in "must lie in [0, 1]". */
    String rule() {
      return rule;
    }

    /** What stands for not being of a class. */
    float no() {
      return no;
    }

    boolean contains(float value) {
      return switch (this) {
        case ANY -> Float.isFinite(value);
        case UNIT, DISTRIBUTION -> value >= 0 && value <= 1;
        case SIGN -> value == 1 || value == -1;
      };
    }
  }

  /** The number of one of some classes. */
  static Target classes(int count) {
    return new Classes(count);
  }

  /** Any finite numbers of a shape. */
  static Target values(Shape shape) {
    return new Values(shape, Range.ANY);
  }

  /** Numbers of a shape, within a range. */
  static Target values(Shape shape, Range range) {
    return new Values(shape, range);
  }
}
