package org.example.leaky;

import io.fovea.backend.Backend;
import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.check.BackendCheck;
import io.fovea.check.Bound;
import io.fovea.check.GradientCheck;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Adam;
import io.fovea.train.Examples;
import io.fovea.train.Fit;
import io.fovea.train.SoftmaxCrossEntropy;
import io.fovea.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Checks the op's gradient and every backend's way, then trains with it; a line for each. */
final class Main {
  public static void main(String[] args) throws Exception {
    Tensor x = numbers(new Random(1), 7, 5);
    System.out.println("gradient " + GradientCheck.standard().op(new LeakyRelu(0.1f), x).passes());
    for (Backend backend : Devices.backends()) {
      if (backend.devices().isEmpty()) {
        System.out.println(backend.name() + " has no device");
        continue;
      }
      try (Device device = Devices.open(backend.name())) {
        var check = BackendCheck.on(device).bound(Bound.relative(1));
        boolean forward = check.run(new LeakyRelu(0.1f), x).get(0).passes();
        boolean backward = check.run(new LeakyReluGradient(0.1f), x, x).get(0).passes();
        System.out.println(backend.name() + " agrees " + (forward && backward));
        System.out.println(backend.name() + " learns " + learns(device));
      }
    }
  }

  /** Whether two numbers have one sign: no linear model gets beyond half of the examples. */
  private static boolean learns(Device device) throws Exception {
    Random random = new Random(2);
    Tensor points = numbers(random, 400, 2);
    int[] labels = new int[400];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = points.get(2 * i) * points.get(2 * i + 1) > 0 ? 1 : 0;
    }
    Examples examples = Examples.of(List.of(points), List.of(labels));
    var model = Sequential.of(Shape.of(2), Dense.of(24), new Leaky(0.1), Dense.of(2));
    Path archive = Files.createTempFile("leaky", ".fovea");
    try (var trainer =
        Trainer.of(model, device)
            .loss(new SoftmaxCrossEntropy())
            .optimizer(Adam.of(0.02))
            .seed(3)
            .build()) {
      trainer.fit(examples, Fit.epochs(20).batch(40));
      double accuracy = trainer.evaluate(examples).accuracy();
      trainer.save(archive);
      try (var resumed = Trainer.resume(archive, device)) {
        return accuracy > 0.93 && resumed.evaluate(examples).accuracy() == accuracy;
      }
    } finally {
      Files.deleteIfExists(archive);
    }
  }

  private static Tensor numbers(Random random, int... shape) {
    float[] numbers = new float[(int) Shape.of(shape).elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextFloat() * 2 - 1;
    }
    return Tensor.of(Shape.of(shape), numbers);
  }
}
