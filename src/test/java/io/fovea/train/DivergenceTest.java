package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that stop being finite are found, named, and undone. */
class DivergenceTest {
  static List<String> devices() {
    return Tasks.devices();
  }

  /** An infinite pixel in example 37 of 64, examples in their order: step 2 of 4 goes wrong. */
  @ParameterizedTest
  @MethodSource("devices")
  void theBadStepIsNamedAndUndone(String id) {
    Tensor pictures = Tasks.pictures(64);
    pictures.floats()[37 * 36 + 5] = Float.POSITIVE_INFINITY;
    Examples bad = Examples.of(List.of(pictures), List.of(Tasks.labels(64)));
    Examples good = Tasks.bands(64).subset(TrainerState.identity(32));
    try (Device device = Tasks.open(id)) {
      Map<String, Tensor> twoSteps;
      try (Trainer trainer = trainer(device)) {
        trainer.fit(good, Fit.epochs(1).batch(16).unshuffled());
        twoSteps = trainer.weights();
      }
      try (Trainer trainer = trainer(device)) {
        DivergedException e =
            assertThrows(
                DivergedException.class,
                () -> trainer.fit(bad, Fit.epochs(1).batch(16).unshuffled()));
        assertEquals(2, e.step());
        assertEquals("data", e.layer());
        assertTrue(e.getMessage().contains("step 2"), e.getMessage());
        assertEquals(twoSteps, trainer.weights());
        trainer.fit(good, Fit.epochs(1).batch(16));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Fit.Placement.class)
  void wherePicturesLieMakesNoDifference(Fit.Placement placement) {
    Tensor pictures = Tasks.pictures(64);
    pictures.floats()[37 * 36 + 5] = Float.NaN;
    Examples bad = Examples.of(List.of(pictures), List.of(Tasks.labels(64)));
    try (Device device = Tasks.open("reference");
        Trainer trainer = trainer(device)) {
      DivergedException e =
          assertThrows(
              DivergedException.class,
              () -> trainer.fit(bad, Fit.epochs(1).batch(16).unshuffled().placement(placement)));
      assertEquals(2, e.step());
      assertTrue(e.getMessage().contains("of example 37 is not finite"), e.getMessage());
      Fit shuffled = Fit.epochs(9).batch(16).placement(placement).validation(0.25);
      String message =
          assertThrows(DivergedException.class, () -> trainer.fit(bad, shuffled)).getMessage();
      assertTrue(message.contains("of example 37 is not finite"), message);
    }
  }

  /**
   * Weights so large that single precision overflows in the second layer with weights; the
   * reference computes in double precision, which does not.
   */
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "opencl"})
  void theFirstBadLayerIsNamed(String id) {
    try (Device device = Tasks.open(id);
        Trainer trainer = trainer(device)) {
      Tensor weights = trainer.parameter("dense1/w");
      for (int i = 0; i < weights.length(); i++) {
        weights.floats()[i] = 3e38f;
      }
      trainer.setParameter("dense1/w", weights);
      Map<String, Tensor> before = trainer.weights();
      DivergedException e =
          assertThrows(DivergedException.class, () -> trainer.fit(Tasks.bands(32), Fit.epochs(1)));
      assertEquals("dense1", e.layer(), e.getMessage());
      assertTrue(e.getMessage().contains("matmul 'dense1'"), e.getMessage());
      assertEquals(0, e.step());
      assertEquals(before, trainer.weights());
    }
  }

  /**
   * Gradients of about 1e20, whose squares single precision does not hold: the largest is that of
   * the second layer, whose input is the larger.
   */
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "opencl"})
  void theLargestGradientIsNamedWhereSquaresOverflow(String id) {
    Model model = Sequential.of(Shape.of(1), Dense.of(1).named("first"), Dense.of(1).named("last"));
    Tensor weight = Tensor.of(Shape.of(1, 1), 1e4f);
    Examples examples = Examples.of(Tensor.of(Shape.of(1, 1), 1e8f), Tensor.of(Shape.of(1, 1), 1f));
    for (boolean isClipped : new boolean[] {false, true}) {
      try (Device device = Tasks.open(id)) {
        TrainerBuilder builder =
            Trainer.of(model, device)
                .loss(new MeanSquaredError())
                .optimizer(Sgd.of(0.1))
                .initial("first/w", weight)
                .initial("last/w", Tensor.of(Shape.of(1, 1), 1f));
        try (Trainer trainer = (isClipped ? builder.clipNorm(1) : builder).build()) {
          Map<String, Tensor> before = trainer.weights();
          DivergedException e =
              assertThrows(
                  DivergedException.class, () -> trainer.fit(examples, Fit.epochs(1).batch(1)));
          assertEquals("last", e.layer(), e.getMessage());
          assertEquals("gradients/last/w", e.tensor());
          assertTrue(
              e.getMessage().contains("the gradients are finite, but the sum of their squares"),
              e.getMessage());
          assertEquals(before, trainer.weights());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void aParameterThatIsNotANumberIsNamed(String id) {
    try (Device device = Tasks.open(id);
        Trainer trainer = trainer(device)) {
      Tensor bias = Tensor.of(Shape.of(3), 0f, Float.NaN, 0);
      trainer.setParameter("dense1/b", bias);
      DivergedException e =
          assertThrows(DivergedException.class, () -> trainer.fit(Tasks.bands(32), Fit.epochs(1)));
      assertEquals("dense1", e.layer());
      assertEquals("dense1/b", e.tensor());
    }
  }

  private static Trainer trainer(Device device) {
    return Trainer.of(Tasks.net(), device).optimizer(Sgd.of(0.1).momentum(0.9)).seed(2).build();
  }
}
