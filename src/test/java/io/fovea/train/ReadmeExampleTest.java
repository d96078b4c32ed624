package io.fovea.train;

import static io.fovea.nn.Border.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Devices;
import io.fovea.data.SyntheticDigits;
import io.fovea.model.Sequential;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.Relu;
import io.fovea.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example, with fewer filters and fewer digits. */
class ReadmeExampleTest {
  @Test
  void theWholeJobIsShort(@TempDir Path folder) {
    var train = SyntheticDigits.train(1500, 1);
    var test = SyntheticDigits.test(300, 1);
    var model =
        Sequential.of(
            Shape.of(28, 28, 1),
            Conv2d.of(6, 3).padding(SAME),
            new Relu(),
            MaxPool2d.of(2),
            Conv2d.of(12, 3).padding(SAME),
            new Relu(),
            MaxPool2d.of(2),
            new Flatten(),
            Dense.of(32),
            new Relu(),
            Dropout.of(0.2),
            Dense.of(10));
    var drawn = new ByteArrayOutputStream();
    try (var device = Devices.open("cpu");
        var trainer =
            Trainer.of(model, device)
                .loss(new SoftmaxCrossEntropy())
                .optimizer(Adam.of(3e-3))
                .seed(7)
                .build()) {
      var bar = new ProgressBar(new PrintStream(drawn, true, StandardCharsets.UTF_8));
      var history = trainer.fit(train, Fit.epochs(4).batch(32).validation(test).with(bar));
      Evaluation result = trainer.evaluate(test);
      trainer.save(folder.resolve("digits.fovea"));

      assertEquals(history.last().validationLoss(), result.loss(), 1e-4);
      assertTrue(result.accuracy() > 0.7, result.toString());
      assertTrue(result.toString().contains("accuracy"), result.toString());
      try (var predictor = Predictor.load(folder.resolve("digits.fovea"), device)) {
        int correct = 0;
        for (int i = 0; i < 50; i++) {
          var image = test.image(i).reshape(Shape.of(1, 28, 28, 1));
          correct += predictor.predictClasses(image)[0] == test.label(i) ? 1 : 0;
        }
        assertEquals(trainer.evaluate(test.take(50)).confusion().correct(), correct);
      }
    }
  }
}
