package io.fovea.op;

import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import java.util.Random;

/** Arguments as {@link RandomUniform} draws them. */
final class Draws {
  private static final Fill UNIT =
      new Fill() {
        @Override
        public Tensor integers(TensorType type, Random random) {
          return reals(type, random);
        }

        @Override
        public Tensor reals(TensorType type, Random random) {
          double[] values = new double[(int) type.shape().elements()];
          for (int i = 0; i < values.length; i++) {
            values[i] = RandomUniform.unit(random.nextInt());
          }
          return Tensor.of(type.shape(), values);
        }
      };

  private Draws() {}

  /** Numbers of [0, 1) for each of n examples. */
  static Argument of(int n, int count) {
    return Argument.of(UNIT, n, count);
  }
}
