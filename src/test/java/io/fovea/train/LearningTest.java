package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.DeviceException;
import io.fovea.backend.Devices;
import io.fovea.data.Mnist;
import io.fovea.data.Split;
import io.fovea.data.SyntheticDigits;
import io.fovea.model.Zoo;
import io.fovea.testkit.Requirements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Do the parts work together? The default network learns synthetic digits, and real ones where they
 * are at hand, on the CPU backend and on OpenCL, with the same curve.
 *
 * <p>The same curve: order, masks and initial weights are the same, but rounding differs, and that
 * grows until there are two networks of one quality rather than one network. So after every epoch
 * their accuracies on n test images may differ by three standard deviations of the difference of
 * two independent proportions, {@code 3 sqrt(2 p (1 - p) / n)}: 0.5 points at 98.5 % of 10,000
 * images, 1.2 at 98.5 % and 1.6 at 97 % of 2,000. The images being the same, they differ by less.
 */
@Tag("learning")
class LearningTest {
  @Test
  void syntheticDigits() {
    Split digits = SyntheticDigits.load();
    List<EpochResult> cpu = train("cpu", digits, 3);
    List<EpochResult> opencl = train("opencl", digits, 3);
    assertTrue(accuracy(cpu, 2) > 0.97, () -> "cpu: " + cpu);
    assertTrue(accuracy(opencl, 2) > 0.97, () -> "opencl: " + opencl);
    assertSameCurve(cpu, opencl, digits);
  }

  @Test
  void realDigits() {
    Path folder = Path.of(System.getProperty("fovea.data", "../shared/data"), "mnist");
    if (!Files.isDirectory(folder)) {
      Requirements.missing("data", "no folder " + folder.toAbsolutePath().normalize());
    }
    Split mnist = Mnist.load(folder);
    List<EpochResult> cpu = train("cpu", mnist, 2);
    List<EpochResult> opencl = train("opencl", mnist, 2);
    assertTrue(accuracy(cpu, 1) >= 0.985, () -> "cpu: " + cpu);
    assertTrue(accuracy(opencl, 1) >= 0.985, () -> "opencl: " + opencl);
    assertSameCurve(cpu, opencl, mnist);
    for (int epoch = 0; epoch < 2; epoch++) {
      assertEquals(cpu.get(epoch).loss(), opencl.get(epoch).loss(), 0.02, "loss " + epoch);
    }
  }

  private static void assertSameCurve(List<EpochResult> a, List<EpochResult> b, Split data) {
    for (int epoch = 0; epoch < a.size(); epoch++) {
      double p = accuracy(a, epoch);
      double band = 3 * Math.sqrt(2 * p * (1 - p) / data.test().size());
      assertEquals(p, accuracy(b, epoch), band, "epoch " + epoch);
    }
  }

  private static List<EpochResult> train(String backend, Split data, int epochs) {
    try (Device device = open(backend);
        Trainer trainer =
            Trainer.of(Zoo.cnn(data.train().imageShape(), 10), device)
                .optimizer(Adam.of(1e-3))
                .seed(7)
                .build()) {
      return trainer
          .fit(data.train(), Fit.epochs(epochs).batch(64).validation(data.test()))
          .epochs();
    }
  }

  private static Device open(String backend) {
    try {
      return Devices.open(backend);
    } catch (DeviceException e) {
      if (backend.equals("opencl")) {
        Requirements.missing(backend, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private static double accuracy(List<EpochResult> epochs, int index) {
    Double accuracy = epochs.get(index).validationAccuracy();
    return accuracy == null ? Double.NaN : accuracy;
  }
}
