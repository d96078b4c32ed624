package io.fovea.testkit;

import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** What an argument of a case holds: small integers for the exact layer, reals for the others. */
public interface Fill {
  /** Integers, or other numbers that the op keeps exact in single precision. */
  Tensor integers(TensorType type, Random random);

  /** Numbers in general position: off kinks, no two equal by design. */
  Tensor reals(TensorType type, Random random);

  /** 1 to 4 of either sign, never 0; reals in (-1, 1). */
  Fill NUMBERS = each(r -> sign(r) * (1 + r.nextInt(4)), r -> 2 * r.nextDouble() - 1);

  /** 1 to 4; reals in (0.5, 2). */
  Fill POSITIVE = each(r -> 1 + r.nextInt(4), r -> 0.5 + 1.5 * r.nextDouble());

  /** -3 to 3, zeros among them; reals at least 0.1 away from zero. */
  Fill OFF_ZERO = each(r -> r.nextInt(7) - 3, r -> sign(r) * (0.1 + r.nextDouble()));

  /** -3 to 3, so that there are ties; reals of which no two lie closer than 0.01. */
  Fill DISTINCT =
      new Fill() {
        @Override
        public Tensor integers(TensorType type, Random random) {
          return fill(type, random, r -> r.nextInt(7) - 3);
        }

        @Override
        public Tensor reals(TensorType type, Random random) {
          int[] order = permutation((int) type.shape().elements(), random);
          double[] values = new double[order.length];
          for (int i = 0; i < order.length; i++) {
            values[i] = 0.02 * (order[i] - order.length / 2) + 0.01 * random.nextDouble();
          }
          return Tensor.of(type.shape(), values);
        }
      };

  /** Far from zero beside its spread, as the input of a normalisation may be. */
  Fill OFFSET = each(r -> 8 + r.nextInt(5), r -> 3 + r.nextGaussian());

  /** Every byte. */
  Fill BYTES = each(r -> r.nextInt(256), r -> r.nextInt(256));

  /** Integers from low to high, both included. */
  static Fill between(int low, int high) {
    return each(r -> low + r.nextInt(high - low + 1), r -> low + r.nextInt(high - low + 1));
  }

  /** These elements in both layers. */
  static Fill given(Tensor tensor) {
    return new Fill() {
      @Override
      public Tensor integers(TensorType type, Random random) {
        return tensor;
      }

      @Override
      public Tensor reals(TensorType type, Random random) {
        return tensor;
      }
    };
  }

  /** A permutation of 0, 1, .. */
  Fill PERMUTATION =
      new Fill() {
        @Override
        public Tensor integers(TensorType type, Random random) {
          int length = (int) type.shape().elements();
          return Tensor.of(type.shape(), permutation(length, random));
        }

        @Override
        public Tensor reals(TensorType type, Random random) {
          return integers(type, random);
        }
      };

  /**
   * Rows of probabilities: quarters, of which only one is not zero in a row of more than four;
   * reals that add up to one and stay away from zero.
   */
  Fill PROBABILITIES =
      new Fill() {
        @Override
        public Tensor integers(TensorType type, Random random) {
          return fill(type, random, r -> r.nextInt(5) / 4.0);
        }

        @Override
        public Tensor reals(TensorType type, Random random) {
          double[] values = fill(type, random, r -> 0.1 + r.nextDouble()).doubles();
          int classes = type.shape().dim(-1);
          for (int row = 0; row < values.length / classes; row++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
              sum += values[row * classes + c];
            }
            for (int c = 0; c < classes; c++) {
              values[row * classes + c] /= sum;
            }
          }
          return Tensor.of(type.shape(), values);
        }
      };

  /** Draws each element by itself. */
  static Fill each(ToDoubleFunction<Random> integer, ToDoubleFunction<Random> real) {
    return new Fill() {
      @Override
      public Tensor integers(TensorType type, Random random) {
        return fill(type, random, integer);
      }

      @Override
      public Tensor reals(TensorType type, Random random) {
        return fill(type, random, real);
      }
    };
  }

  private static Tensor fill(TensorType type, Random random, ToDoubleFunction<Random> draw) {
    int length = (int) type.shape().elements();
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = draw.applyAsDouble(random);
    }
    return convert(type, values);
  }

  private static Tensor convert(TensorType type, double[] values) {
    if (type.dtype() == DType.I32) {
      int[] ints = new int[values.length];
      for (int i = 0; i < ints.length; i++) {
        ints[i] = (int) values[i];
      }
      return Tensor.of(type.shape(), ints);
    }
    if (type.dtype() == DType.U8) {
      byte[] bytes = new byte[values.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (int) values[i];
      }
      return Tensor.of(type.shape(), bytes);
    }
    return Tensor.of(type.shape(), values);
  }

  private static int sign(Random random) {
    return random.nextBoolean() ? 1 : -1;
  }

  private static int[] permutation(int length, Random random) {
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
