package io.fovea.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Eager;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of equal elements the first wins max and min pooling, and gets all of the gradient. */
class PoolingTiesTest {
  private static final PoolGeometry OVERLAPPING = new PoolGeometry(2, 2, 1, 1, Padding.NONE, false);
  private static final Shape X = Shape.of(1, 3, 3, 1);

  @Test
  void theFirstOfEqualsGetsTheGradient() {
    try (BackendsUnderTest backends = new BackendsUnderTest()) {
      for (Target target : backends.targets()) {
        check(target, new MaxPool2d(OVERLAPPING), 1);
        check(target, new MinPool2d(OVERLAPPING), -1);
      }
    }
  }

  private static void check(Target target, Op pool, int sign) {
    int s = sign;
    Tensor x = Tensor.of(X, s * 5f, s * 5, s * 4, s * 2, s * 5, s * 5, s * 3, s * 3, s * 3);
    List<Tensor> results =
        Eager.runAll(target.device(), pool, CompileOptions.standard(), List.of(x));
    Tensor index = results.get(1);
    int[] taps = new int[4];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = (int) index.get(i);
      assertEquals(s * 5.0, results.get(0).get(i), target + " " + pool);
    }
    // Windows: {5 5; 2 5}, {5 4; 5 5}, {2 5; 3 3}, {5 5; 3 3}.
    assertArrayEquals(new int[] {0, 0, 1, 0}, taps, target + " " + pool);
    Tensor dy = Tensor.of(Shape.of(1, 2, 2, 1), 1f, 10, 100, 1000);
    Tensor dx =
        Eager.runAll(
                target.device(),
                new MaxPool2dGradient(OVERLAPPING, X),
                CompileOptions.standard(),
                List.of(index, dy))
            .get(0);
    double[] want = {1, 10, 0, 0, 1100, 0, 0, 0, 0};
    for (int i = 0; i < want.length; i++) {
      assertEquals(want[i], dx.get(i), target + " " + pool + " dx " + i);
    }
  }
}
