package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Eager;
import io.fovea.nn.Registry;
import io.fovea.op.FlatUpdate;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Optimisers against steps computed by hand; what is frozen stays as it is. */
class OptimizerTest {
  private static final double[] GRADIENTS = {0.5, -1, 2, 0.25, -0.75, 1.5};

  @Test
  void everyRegisteredOptimizerIsTested() {
    Set<Class<?>> tested =
        Tasks.optimizers().stream().map(Object::getClass).collect(Collectors.toSet());
    Set<Class<?>> registered =
        Registry.all().prototypes(Optimizer.class).stream()
            .map(Object::getClass)
            .collect(Collectors.toSet());
    assertEquals(registered, tested);
  }

  /** Where one parameter, beginning at 1, goes with one gradient per step. */
  private static double[] path(Optimizer optimizer, double... gradients) {
    double[] path = new double[gradients.length];
    try (Device device = Tasks.open("reference")) {
      List<Tensor> state = new ArrayList<>(List.of(filled(1)));
      for (int i = 0; i < optimizer.moments(); i++) {
        state.add(Tensor.zeros(DType.F64, Shape.of(FlatUpdate.BLOCK)));
      }
      for (int step = 0; step < path.length; step++) {
        List<Tensor> inputs = new ArrayList<>(state);
        inputs.add(1, filled(gradients[step]));
        inputs.add(Tensor.of(Shape.scalar(), optimizer.learningRate()));
        inputs.add(Tensor.scalar(step));
        inputs.add(Tensor.scalar(1));
        inputs.add(Tensor.of(Shape.of(1), 1f));
        inputs.add(Tensor.of(Shape.of(1), new double[] {optimizer.weightDecay()}));
        state = Eager.runAll(device, optimizer.step(), CompileOptions.standard(), inputs);
        path[step] = state.get(0).get(0);
      }
    }
    return path;
  }

  private static Tensor filled(double value) {
    double[] values = new double[FlatUpdate.BLOCK];
    Arrays.fill(values, value);
    return Tensor.of(Shape.of(FlatUpdate.BLOCK), values);
  }

  /**
   * Velocities 0.5, then 0.5 * 0.5 - 1 = -0.75, then 0.5 * -0.75 + 2 = 1.625; steps of a quarter of
   * 0.5 + 0.5 * 0.5 = 0.75, of -1 - 0.375 = -1.375, and of 2 + 0.8125 = 2.8125.
   */
  @Test
  void nesterovByHand() {
    double[] path = path(Sgd.of(0.25).nesterov(0.5), 0.5, -1, 2);
    assertEquals(1 - 0.1875, path[0], 1e-15);
    assertEquals(1 - 0.1875 + 0.34375, path[1], 1e-15);
    assertEquals(1 - 0.1875 + 0.34375 - 0.703125, path[2], 1e-15);
  }

  /** The form with the rate within the velocity is the same while the rate is. */
  @Test
  void nesterovWithTheRateInTheVelocity() {
    double[] path = path(Sgd.of(0.125).nesterov(0.75), GRADIENTS);
    double w = 1;
    double v = 0;
    for (int step = 0; step < path.length; step++) {
      v = 0.75 * v - 0.125 * GRADIENTS[step];
      w += 0.75 * v - 0.125 * GRADIENTS[step];
      assertEquals(w, path[step], 1e-15);
    }
  }

  /** The corrected moments decide, not the gradient: the second step still goes down. */
  @Test
  void adamUsesItsMoments() {
    double[] path = path(Adam.of(0.125).betas(0.75, 0.5).epsilon(0), 2, -1);
    assertEquals(1 - 0.125, path[0], 1e-15);
    double m = (0.75 * 0.25 * 2 - 0.25) / (1 - 0.75 * 0.75);
    double v = (0.5 * 0.5 * 4 + 0.5) / (1 - 0.5 * 0.5);
    assertEquals(path[0] - 0.125 * m / Math.sqrt(v), path[1], 1e-15);
    assertEquals(1, Math.signum(m));
  }

  static Stream<Arguments> settings() {
    return Tasks.devices().stream()
        .flatMap(id -> Tasks.optimizers().stream().map(o -> Arguments.of(id, o)));
  }

  /** Neither decay nor momentum moves what is frozen; statistics are no parameters and go on. */
  @ParameterizedTest
  @MethodSource("settings")
  void whatIsFrozenStaysBitForBit(String id, Optimizer optimizer) {
    try (Device device = Tasks.open(id);
        Trainer trainer =
            Trainer.of(Tasks.net(), device)
                .optimizer(optimizer)
                .freeze("conv1")
                .freeze("norm1")
                .seed(3)
                .build()) {
      Map<String, Tensor> before = trainer.weights();
      trainer.fit(Tasks.bands(40), Fit.epochs(2).batch(8));
      Map<String, Tensor> after = trainer.weights();
      for (String path : before.keySet()) {
        boolean isFrozen = path.matches("conv1/.*|norm1/(gamma|beta)");
        if (isFrozen) {
          assertEquals(before.get(path), after.get(path), path);
        } else {
          assertNotEquals(before.get(path), after.get(path), path);
        }
      }
    }
  }
}
