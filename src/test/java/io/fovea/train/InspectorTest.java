package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.data.Preprocessing;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.AvgPool2d;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Concat;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.Input;
import io.fovea.nn.Layer;
import io.fovea.nn.Reshape;
import io.fovea.nn.Sigmoid;
import io.fovea.nn.Silu;
import io.fovea.nn.Softmax;
import io.fovea.nn.Tanh;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Values between layers and gradients by inputs, on every backend. */
class InspectorTest {
  private static final Shape IMAGE = Shape.of(6, 5, 2);

  private static final Model MODEL =
      Sequential.of(
          IMAGE,
          Conv2d.of(4, 3),
          new BatchNorm(),
          new Silu(),
          AvgPool2d.of(2),
          Dropout.of(0.5),
          new Flatten(),
          Dense.of(3),
          new Tanh(),
          Dense.of(3),
          new Softmax());

  private static Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    MODEL.parameters().forEach(p -> weights.put(p.path(), p.initial(9)));
    Random random = new Random(4);
    MODEL
        .statistics()
        .forEach(
            s -> {
              float[] values = new float[(int) s.shape().elements()];
              for (int i = 0; i < values.length; i++) {
                values[i] = 0.5f + random.nextFloat();
              }
              weights.put(s.path(), Tensor.of(s.shape(), values));
            });
    return weights;
  }

  /** Multiples of 1/8, so that steps of 1/1024 are exact in single precision, too. */
  private static Tensor batch(int n) {
    Tensor batch = Tensor.zeros(DType.F32, IMAGE.batched(n));
    Random random = new Random(7);
    for (int i = 0; i < batch.length(); i++) {
      batch.floats()[i] = (random.nextInt(17) - 8) / 8f;
    }
    return batch;
  }

  @Test
  void gradientsAreDifferencesOfTheScore() {
    try (Device device = Devices.open("reference");
        Predictor predictor = Predictor.of(MODEL, weights(), device)) {
      Tensor batch = batch(2);
      int[] classes = {2, 0};
      Tensor gradient = predictor.inputGradients(batch, classes);
      assertEquals(batch.shape(), gradient.shape());
      double step = 1.0 / 1024;
      double largest = 0;
      for (int i = 0; i < batch.length(); i++) {
        int example = i / (batch.length() / 2);
        double above = score(predictor, batch, i, step, example, classes[example]);
        double below = score(predictor, batch, i, -step, example, classes[example]);
        double numeric = (above - below) / (2 * step);
        assertEquals(numeric, gradient.get(i), 2e-6, "by element " + i);
        largest = Math.max(largest, Math.abs(numeric));
      }
      assertTrue(largest > 0.01, "gradients of " + largest + " would prove nothing");
    }
  }

  /** The score before the softmax, with one number of the batch changed. */
  private static double score(
      Predictor predictor, Tensor batch, int i, double change, int example, int aClass) {
    float[] changed = batch.floats().clone();
    changed[i] += (float) change;
    Tensor scores = predictor.values(Tensor.of(batch.shape(), changed), "dense2").get("dense2");
    return scores.get(example * 3 + aClass);
  }

  @Test
  void allBackendsAgree() {
    Tensor batch = batch(3);
    int[] classes = {0, 1, 2};
    Map<String, Tensor> values;
    Tensor gradient;
    try (Device device = Devices.open("reference");
        Predictor predictor = Predictor.of(MODEL, weights(), device)) {
      values = predictor.values(batch);
      gradient = predictor.inputGradients(batch, classes);
    }
    List<String> names = new ArrayList<>(List.of("input"));
    MODEL.steps().forEach(step -> names.add(step.name()));
    assertEquals(names, List.copyOf(values.keySet()));
    try (BackendsUnderTest backends = new BackendsUnderTest()) {
      for (var target : backends.targets()) {
        try (Predictor predictor = Predictor.of(MODEL, weights(), target.device())) {
          Map<String, Tensor> found = predictor.values(batch);
          assertEquals(values.keySet(), found.keySet());
          for (String name : names) {
            assertClose(values.get(name), found.get(name), name + " on " + target.name());
          }
          assertClose(gradient, predictor.inputGradients(batch, classes), "on " + target.name());
          assertClose(predictor.predict(batch), found.get("softmax1"), "the output");
        }
      }
    }
  }

  private static void assertClose(Tensor expected, Tensor found, String what) {
    assertEquals(expected.shape(), found.shape(), what);
    for (int i = 0; i < expected.length(); i++) {
      assertEquals(expected.get(i), found.get(i), 1e-5, what);
    }
  }

  /** Stored pixels are prepared first: the gradient is by what the first layer takes. */
  @Test
  void storedPixelsAreInputs() {
    Preprocessing preprocessing = Preprocessing.centred(IMAGE);
    byte[] pixels = new byte[(int) IMAGE.elements()];
    new Random(3).nextBytes(pixels);
    Tensor prepared = Tensor.zeros(DType.F32, IMAGE.batched(1));
    for (int i = 0; i < pixels.length; i++) {
      prepared.floats()[i] =
          (pixels[i] & 0xff) * preprocessing.multiplier()[0] + preprocessing.offset()[0];
    }
    try (Device device = Devices.open("cpu");
        Predictor predictor = Predictor.of(MODEL, weights(), preprocessing, List.of(), device)) {
      Tensor stored = Tensor.of(IMAGE.batched(1), pixels);
      assertClose(prepared, predictor.values(stored, "input").get("input"), "the input");
      assertClose(
          predictor.inputGradients(prepared, 1), predictor.inputGradients(stored, 1), "gradient");
    }
  }

  @Test
  void dropoutDropsWhileTraining() {
    try (Device device = Devices.open("cpu");
        Predictor predictor = Predictor.of(MODEL, weights(), device)) {
      Tensor ones = Tensor.zeros(DType.F32, Shape.of(1, 2, 1, 4));
      java.util.Arrays.fill(ones.floats(), 1);
      int dropped = 0;
      for (int seed = 0; seed < 8; seed++) {
        Tensor y = predictor.whileTraining("dropout1", ones, seed);
        for (int i = 0; i < y.length(); i++) {
          assertTrue(y.get(i) == 0 || y.get(i) == 2, "kept ones are doubled");
          dropped += y.get(i) == 0 ? 1 : 0;
        }
        assertArrayEquals(
            y.floats(), predictor.whileTraining("dropout1", ones, seed).floats(), "repeatable");
      }
      assertTrue(dropped > 16 && dropped < 48, "about half of 64: " + dropped);
      assertThrows(IllegalArgumentException.class, () -> predictor.whileTraining("conv1", ones, 1));
      assertThrows(
          IllegalArgumentException.class, () -> predictor.whileTraining("nothing", ones, 1));
    }
  }

  @Test
  void severalInputsHaveAGradientEach() {
    Input left = Input.of("left", Shape.of(3));
    Input right = Input.of("right", Shape.of(2));
    Model model =
        Model.of(
            List.of(left, right),
            List.of(Dense.of(2).withoutBias().named("out").on(Concat.of(left, right))));
    Tensor w = Tensor.of(Shape.of(5, 2), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10f);
    try (Device device = Devices.open("cpu");
        Predictor predictor = Predictor.of(model, Map.of("out/w", w), device)) {
      List<Tensor> inputs =
          List.of(Tensor.of(Shape.of(1, 3), 1, 1, 1f), Tensor.of(Shape.of(1, 2), 1, 1f));
      List<Tensor> gradients = predictor.inputGradients(inputs, 1);
      assertArrayEquals(new float[] {2, 4, 6}, gradients.get(0).floats());
      assertArrayEquals(new float[] {8, 10}, gradients.get(1).floats());
      assertEquals(25 + 5, predictor.values(inputs, "out").get("out").get(1));
    }
  }

  /** One unit is the score of class 1, and its opposite that of class 0, in whatever it ends. */
  @Test
  void oneUnitSpeaksForTwoClasses() {
    Tensor w = Tensor.of(Shape.of(2, 1), 3f, -5f);
    Tensor x = Tensor.of(Shape.of(2, 2), 1, 1, 20, 1f);
    Layer[][] ends = {{}, {new Sigmoid()}, {new Sigmoid(), new Reshape(Shape.of(1))}};
    try (Device device = Devices.open("cpu")) {
      for (Layer[] end : ends) {
        List<Layer> layers = new ArrayList<>(List.of(Dense.of(1).withoutBias().named("out")));
        layers.addAll(List.of(end));
        Model model = Sequential.of(Shape.of(2), layers.toArray(Layer[]::new));
        try (Predictor predictor = Predictor.of(model, Map.of("out/w", w), device)) {
          assertArrayEquals(new float[] {3, -5, -3, 5}, predictor.inputGradients(x, 1, 0).floats());
          String refusal =
              assertThrows(IllegalArgumentException.class, () -> predictor.inputGradients(x, 1, 2))
                  .getMessage();
          assertTrue(refusal.contains("class 2 of 2"), refusal);
        }
      }
    }
  }

  /** The scores before a softmax, also where its result is flattened. */
  @Test
  void aFlattenDoesNotHideTheSoftmax() {
    Tensor w = Tensor.of(Shape.of(1, 1, 2, 3), 1, 2, 3, 4, 5, 6f);
    Model model =
        Sequential.of(
            Shape.of(1, 1, 2),
            Conv2d.of(3, 1).withoutBias().named("out"),
            new Softmax(),
            new Flatten());
    try (Device device = Devices.open("cpu");
        Predictor predictor = Predictor.of(model, Map.of("out/w", w), device)) {
      Tensor x = Tensor.of(Shape.of(1, 1, 1, 2), 1, 1f);
      assertArrayEquals(new float[] {2, 5}, predictor.inputGradients(x, 1).floats());
    }
  }

  @Test
  void questionsThatMakeNoSenseAreRefused() {
    Predictor closed;
    try (Device device = Devices.open("cpu");
        Predictor predictor = Predictor.of(MODEL, weights(), device)) {
      Tensor batch = batch(1);
      assertThrows(IllegalArgumentException.class, () -> predictor.values(batch, "nothing"));
      assertThrows(IllegalArgumentException.class, () -> predictor.inputGradients(batch, 3));
      assertThrows(IllegalArgumentException.class, () -> predictor.inputGradients(batch, -1));
      assertThrows(IllegalArgumentException.class, () -> predictor.inputGradients(batch, 1, 1));
      Tensor wrong = Tensor.zeros(DType.F32, Shape.of(1, 3));
      assertThrows(IllegalArgumentException.class, () -> predictor.values(wrong));
      assertEquals(Shape.of(4), predictor.parameter("conv1/b").shape());
      assertThrows(IllegalArgumentException.class, () -> predictor.parameter("conv1/q"));
      closed = predictor;
    }
    assertThrows(IllegalStateException.class, () -> closed.values(batch(1)));
  }
}
