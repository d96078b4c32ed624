package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.Relu;
import io.fovea.nn.Sigmoid;
import io.fovea.nn.Softmax;
import io.fovea.nn.Tanh;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers, several labels, yes and no, classes by squares: all are learned, on every device. */
class LearnedTargetsTest {
  @TempDir Path folder;

  static List<String> devices() {
    return Tasks.devices();
  }

  /** A curve that no plane comes near. */
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "opencl"})
  void regressionFindsACurve(String id) {
    Model model =
        Sequential.of(Shape.of(2), Dense.of(24), new Tanh(), Dense.of(24), new Tanh(), Dense.of(2));
    Tensor x = LossTest.points(400);
    float[] values = new float[800];
    for (int i = 0; i < 400; i++) {
      float a = x.floats()[2 * i];
      float b = x.floats()[2 * i + 1];
      values[2 * i] = (float) (100 + Math.sin(3 * a) * b);
      values[2 * i + 1] = a * a - b;
    }
    Examples examples = Examples.of(x, Tensor.of(Shape.of(400, 2), values));
    for (Loss loss : List.of(new MeanSquaredError(), new Huber(0.5))) {
      try (Device device = Tasks.open(id);
          Trainer trainer =
              Trainer.of(model, device)
                  .loss(loss)
                  .optimizer(Adam.of(0.01))
                  .schedule(Cosine.over(60))
                  .metrics(Within.absolute(0.1))
                  .build()) {
        trainer.setParameter("dense3/b", Tensor.of(Shape.of(2), 100f, 0f));
        EpochResult last = trainer.fit(examples, Fit.epochs(60).batch(40).validation(0.25)).last();
        Map<String, Double> measured = last.validation();
        assertTrue(measured.get("r2") > 0.97, loss + " " + measured);
        assertTrue(measured.get("withinAccuracy") > 0.8, loss + " " + measured);
        assertTrue(measured.get("mae") < measured.get("rmse"), loss + " " + measured);
      }
    }
  }

  /** Several labels of an example at once: which coordinates are positive, and whether both. */
  @ParameterizedTest
  @MethodSource("devices")
  void severalLabelsAreLearned(String id) {
    Tensor x = LossTest.points(400);
    float[] values = new float[1200];
    for (int i = 0; i < 400; i++) {
      boolean a = x.floats()[2 * i] > 0;
      boolean b = x.floats()[2 * i + 1] > 0;
      values[3 * i] = a ? 1 : 0;
      values[3 * i + 1] = b ? 1 : 0;
      values[3 * i + 2] = a && b ? 1 : 0;
    }
    Examples examples = Examples.of(x, Tensor.of(Shape.of(400, 3), values));
    Dense hidden = Dense.of(16);
    Model logits = Sequential.of(Shape.of(2), hidden, new Relu(), Dense.of(3));
    Model sigmoid = Sequential.of(Shape.of(2), hidden, new Relu(), Dense.of(3), new Sigmoid());
    double[] losses = new double[2];
    for (int i = 0; i < 2; i++) {
      Loss loss = i == 0 ? new SigmoidCrossEntropy() : new BinaryCrossEntropy();
      try (Device device = Tasks.open(id);
          Trainer trainer =
              Trainer.of(i == 0 ? logits : sigmoid, device)
                  .loss(loss)
                  .optimizer(Adam.of(0.02))
                  .metrics(new PrecisionRecall(PrecisionRecall.Average.MACRO))
                  .build()) {
        trainer.fit(examples, Fit.epochs(30).batch(40));
        Evaluation result = trainer.evaluate(examples);
        assertTrue(result.accuracy() > 0.93, result.toString());
        assertTrue(result.numbers().get("macroF1") > 0.9, result.toString());
        losses[i] = result.loss();
      }
    }
    assertEquals(losses[0], losses[1], 1e-4, "one loss, from logits and from probabilities");
  }

  /** Squares of softmax outputs, as one of the notebooks has them. */
  @ParameterizedTest
  @MethodSource("devices")
  void squaresOfProbabilitiesTeachClasses(String id) {
    Model model = Sequential.of(Tasks.IMAGE, new Flatten(), Dense.of(3), new Softmax());
    try (Device device = Tasks.open(id);
        Trainer trainer =
            Trainer.of(model, device)
                .loss(new MeanSquaredError())
                .optimizer(Adam.of(0.01))
                .metrics(new Accuracy())
                .build()) {
      EpochResult last =
          trainer.fit(Tasks.bands(300), Fit.epochs(20).batch(20).validation(0.2)).last();
      assertTrue(last.accuracy() > 0.95, last.toString());
      assertTrue(trainer.evaluate(Tasks.bands(300)).confusion().correct() > 280);
      assertTrue(last.training().get("r2") > 0.5, last.toString());
    }
  }

  /** Yes and no by one unit: what is measured is what is predicted. */
  @ParameterizedTest
  @MethodSource("devices")
  void oneUnitTellsTwoClassesApart(String id) {
    Tensor x = LossTest.points(200);
    int[] labels = new int[200];
    for (int i = 0; i < 200; i++) {
      labels[i] = x.floats()[2 * i] + x.floats()[2 * i + 1] > 0.3 ? 1 : 0;
    }
    Examples examples = Examples.of(x, labels);
    Model logit = Sequential.of(Shape.of(2), Dense.of(1));
    Model sigmoid = Sequential.of(Shape.of(2), Dense.of(1), new Sigmoid());
    Map<Loss, Model> ways =
        Map.of(
            new SigmoidCrossEntropy().times(2),
            logit,
            new Hinge(),
            logit,
            new BinaryCrossEntropy(),
            sigmoid);
    ways.forEach(
        (loss, model) -> {
          try (Device device = Tasks.open(id);
              Trainer trainer =
                  Trainer.of(model, device).loss(loss).optimizer(Adam.of(0.05)).build()) {
            trainer.fit(examples, Fit.epochs(20).batch(20));
            int[] classes = trainer.predictClasses(x);
            double right = 0;
            for (int i = 0; i < 200; i++) {
              right += classes[i] == labels[i] ? 1 : 0;
            }
            assertTrue(right > 180, loss + ": " + right);
            assertEquals(right / 200, trainer.evaluate(examples).accuracy(), 1e-12, "" + loss);
          }
        });
  }

  /** Losses whose targets are 0 and 1 on the output's own scale, and the usual one. */
  @ParameterizedTest
  @MethodSource("devices")
  void oneUnitIsReadOnTheScaleOfItsTargets(String id) {
    Tensor x = LossTest.points(200);
    int[] labels = new int[200];
    for (int i = 0; i < 200; i++) {
      labels[i] = x.floats()[2 * i] > 0 ? 1 : 0;
    }
    Examples examples = Examples.of(x, labels);
    Model one = Sequential.of(Shape.of(2), Dense.of(8), new Relu(), Dense.of(1));
    try (Device device = Tasks.open(id)) {
      for (Loss loss : List.of(new MeanSquaredError().times(2), new Huber(1))) {
        requireTold(Trainer.of(one, device).loss(loss), examples, x, labels);
      }
      EpochResult usual = requireTold(Trainer.of(one, device), examples, x, labels);
      assertTrue(usual.loss() > 0 && usual.accuracy() > 0.95, usual.toString());
    }
  }

  private EpochResult requireTold(
      TrainerBuilder builder, Examples examples, Tensor x, int[] labels) {
    try (Trainer trainer = builder.optimizer(Adam.of(0.03)).build()) {
      trainer.fit(examples, Fit.epochs(20).batch(20));
      int[] classes = trainer.predictClasses(x);
      long right = IntStream.range(0, labels.length).filter(i -> classes[i] == labels[i]).count();
      assertTrue(right > 190, trainer.losses() + ": " + right);
      Path archive = folder.resolve("one.fovea");
      trainer.save(archive);
      try (Predictor predictor = Predictor.load(archive, trainer.device())) {
        assertArrayEquals(classes, predictor.predictClasses(x));
        Tensor told = predictor.probabilities(x);
        boolean isLogit = trainer.losses().get(0) instanceof SigmoidCrossEntropy;
        assertEquals(!isLogit, told.equals(predictor.predict(x)));
        for (int i = 0; i < classes.length; i++) {
          assertEquals(classes[i] == 1, told.get(i) > 0.5);
        }
      }
      return trainer.history().last();
    }
  }

  /** Pictures with numbers for targets, as a data set has them. */
  @ParameterizedTest
  @MethodSource("devices")
  void dataSetsMayHaveNumbers(String id) {
    int n = 120;
    byte[] pixels = new byte[n * 36];
    float[] brightness = new float[n];
    Philox.Sequence random = Philox.sequence(5, "pixels");
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(1 + 2 * (i / 36));
      brightness[i / 36] += (pixels[i] & 0xff) / (36 * 255f);
    }
    Tensor images = Tensor.of(Tasks.IMAGE.batched(n), pixels);
    Tensor targets = Tensor.of(Shape.of(n, 1), brightness);
    Dataset data = Dataset.of(images, targets, Preprocessing.unit(Tasks.IMAGE));
    Model model = Sequential.of(Tasks.IMAGE, new Flatten(), Dense.of(1));
    Map<String, Tensor> resident = null;
    for (Fit.Placement placement : List.of(Fit.Placement.RESIDENT, Fit.Placement.STREAMED)) {
      try (Device device = Tasks.open(id);
          Trainer trainer =
              Trainer.of(model, device)
                  .loss(new MeanSquaredError())
                  .optimizer(Adam.of(0.03))
                  .build()) {
        trainer.fit(data, Fit.epochs(30).batch(20).placement(placement).validation(0.2));
        Evaluation result = trainer.evaluate(data);
        assertTrue(result.numbers().get("r2") > 0.9, result.toString());
        assertThrows(IllegalStateException.class, result::confusion);
        assertTrue(result.toString().matches("(?s)loss .*, mae .*, rmse .*, r2 .* of 120\n"));
        try (Predictor predictor = trainer.predictor()) {
          assertEquals(result.numbers(), predictor.evaluate(data).numbers());
        }
        assertEquals(resident == null ? trainer.weights() : resident, trainer.weights());
        resident = trainer.weights();
      }
    }
  }
}
