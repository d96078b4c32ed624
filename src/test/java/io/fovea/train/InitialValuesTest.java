package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Constant;
import io.fovea.nn.Dense;
import io.fovea.nn.PRelu;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Parameters that begin as their user says, whatever their layers would draw. */
class InitialValuesTest {
  private static final Model MODEL =
      Sequential.of(Shape.of(2), Dense.of(3), new PRelu(), Dense.of(2));
  private static final Tensor W = Tensor.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6);

  @Test
  void parametersBeginAsGivenAndTheOthersAsBefore() {
    try (Device device = Devices.open("cpu");
        Trainer usual = Trainer.of(MODEL, device).seed(3).build();
        Trainer given =
            Trainer.of(MODEL, device)
                .seed(3)
                .initial("dense1/w", W)
                .initial("dense1/b", new Constant(0.5))
                .initial("prelu1/alpha", Tensor.of(Shape.of(3), 0f, 0.25f, 1))
                .build()) {
      assertEquals(W, given.parameter("dense1/w"));
      assertEquals(Tensor.of(Shape.of(3), 0.5f, 0.5f, 0.5f), given.parameter("dense1/b"));
      assertEquals(Tensor.of(Shape.of(3), 0f, 0.25f, 1), given.parameter("prelu1/alpha"));
      assertEquals(usual.parameter("dense2/w"), given.parameter("dense2/w"));
    }
  }

  @Test
  void mistakesAreNamed() {
    try (Device device = Devices.open("cpu")) {
      mistake(
          Trainer.of(MODEL, device).initial("dense1/b", W),
          "trainer: parameter 'dense1/b' is [3], the initial values are [2, 3]");
      mistake(
          Trainer.of(MODEL, device).initial("conv1/w", W),
          "trainer: no parameter is called 'conv1/w'; there are [dense1/w, dense1/b");
      mistake(
          Trainer.of(MODEL, device).initial("dense1/b", Tensor.of(Shape.of(3), 0f, Float.NaN, 1)),
          "trainer: the initial values of parameter 'dense1/b' must be finite, element 1 of [3]"
              + " is NaN");
    }
  }

  private static void mistake(TrainerBuilder builder, String message) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, builder::build);
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }
}
