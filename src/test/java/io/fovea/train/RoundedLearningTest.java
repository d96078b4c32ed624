package io.fovea.train;

import static io.fovea.nn.Border.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.backend.Precision;
import io.fovea.data.Split;
import io.fovea.data.SyntheticDigits;
import io.fovea.model.Model;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.Input;
import io.fovea.nn.Relu;
import io.fovea.nn.Signal;
import io.fovea.tensor.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Does a network learn as well with rounded factors? On the reference, which rounds them and
 * nothing else; so it tells of the rounding, not of a GPU's kernels.
 *
 * <p>To 0.3 points that must show: of 2,000 test images, 6. Trainings that differ in rounding alone
 * end in two networks of one quality, whose accuracies differ by more than that by chance: by three
 * standard deviations of {@code sqrt(2 p (1 - p) / n)}, 2.2 points at 94.5 %. What is tested is
 * thus 0.3 points and that band in which nothing can be told, downwards only.
 */
@Tag("learning")
class RoundedLearningTest {
  private static final int EPOCHS = 2;
  private static final double LOSS_OF_POINTS = 0.003;

  private static Split digits;
  private static double unrounded;

  @BeforeAll
  static void learnUnrounded() {
    digits = SyntheticDigits.load();
    unrounded = accuracy(Precision.FP32);
    assertTrue(unrounded > 0.9, () -> "fp32: " + unrounded);
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"TF32", "BF16"})
  void learnsAsWell(Precision precision) {
    double rounded = accuracy(precision);
    int n = digits.test().size();
    double chance = 3 * Math.sqrt(2 * unrounded * (1 - unrounded) / n);
    assertTrue(
        rounded >= unrounded - LOSS_OF_POINTS - chance,
        () -> precision + ": " + rounded + ", fp32: " + unrounded);
  }

  private static double accuracy(Precision precision) {
    Shape image = digits.train().imageShape();
    Signal x = Input.of(image);
    Signal first = new Relu().on(Conv2d.of(8, 5).stride(3).padding(SAME).on(x));
    Signal second = new Relu().on(Conv2d.of(16, 3).stride(2).padding(SAME).on(first));
    Model model = Model.of(x, Dense.of(10).on(new Flatten().on(second)));
    try (Device device = Devices.open("reference", precision);
        Trainer trainer = Trainer.of(model, device).optimizer(Adam.of(4e-3)).seed(7).build()) {
      assertEquals(precision, device.precision());
      EpochResult last =
          trainer
              .fit(digits.train(), Fit.epochs(EPOCHS).batch(64).validation(digits.test()))
              .last();
      Double accuracy = last.validationAccuracy();
      return accuracy == null ? Double.NaN : accuracy;
    }
  }
}
