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
 * <p>The bands: test accuracies of one epoch on two backends may differ by half a point, which is
 * about three standard deviations of a proportion of 98.5 % on 2,000 images and six on 10,000;
 * rounding differs, order, masks and initial weights do not.
 */
@Tag("learning")
class LearningTest {
  private static final double BAND = 0.005;

  @Test
  void syntheticDigits() {
    Split digits = SyntheticDigits.load();
    List<EpochResult> cpu = train("cpu", digits, 3);
    List<EpochResult> opencl = train("opencl", digits, 3);
    assertTrue(accuracy(cpu, 2) > 0.97, () -> "cpu: " + cpu);
    assertTrue(accuracy(opencl, 2) > 0.97, () -> "opencl: " + opencl);
    for (int epoch = 1; epoch < 3; epoch++) {
      assertEquals(accuracy(cpu, epoch), accuracy(opencl, epoch), 2 * BAND, "epoch " + epoch);
    }
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
    for (int epoch = 0; epoch < 2; epoch++) {
      assertEquals(accuracy(cpu, epoch), accuracy(opencl, epoch), BAND, "epoch " + epoch);
      assertEquals(cpu.get(epoch).loss(), opencl.get(epoch).loss(), 0.02, "loss " + epoch);
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
