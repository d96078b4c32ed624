package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Prediction: by many threads, in any batch size. */
class PredictorTest {
  static List<String> devices() {
    return Tasks.devices();
  }

  /** Six threads, each with batches of its own sizes, see what one thread sees. */
  @ParameterizedTest
  @MethodSource("devices")
  void manyThreadsPredictAtOnce(String id) throws Exception {
    Tensor pictures = Tasks.pictures(40);
    try (Device device = Tasks.open(id);
        Predictor predictor = predictor(device)) {
      float[] expected = predictor.predict(pictures).floats();
      ExecutorService threads = Executors.newFixedThreadPool(6);
      List<Future<?>> results = new ArrayList<>();
      for (int t = 0; t < 6; t++) {
        int thread = t;
        results.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 15; i++) {
                    int n = 1 + (i * 5 + thread) % 7;
                    int from = (i * 11 + thread * 3) % (40 - n);
                    Tensor rows = predictor.predict(slice(pictures, from, n));
                    assertArrayEquals(
                        Arrays.copyOfRange(expected, from * 3, (from + n) * 3),
                        rows.floats(),
                        1e-5f);
                  }
                  return null;
                }));
      }
      threads.shutdown();
      for (Future<?> result : results) {
        result.get(120, TimeUnit.SECONDS);
      }
    }
  }

  private static Tensor slice(Tensor pictures, int from, int n) {
    float[] pixels = Arrays.copyOfRange(pictures.floats(), from * 36, (from + n) * 36);
    return Tensor.of(Shape.of(n, 6, 6, 1), pixels);
  }

  @Test
  void largeBatchesAreCutIntoPieces() {
    try (Device device = Tasks.open("cpu");
        Predictor predictor = predictor(device)) {
      Tensor pictures = Tasks.pictures(600);
      float[] all = predictor.predict(pictures).floats();
      float[] last = predictor.predict(slice(pictures, 590, 10)).floats();
      assertArrayEquals(last, Arrays.copyOfRange(all, 590 * 3, 600 * 3), 1e-5f);
      assertEquals(600, predictor.predictClasses(pictures).length);
    }
  }

  @Test
  void whatDoesNotFitIsNamed() {
    try (Device device = Tasks.open("reference");
        Predictor predictor = predictor(device)) {
      String swapped = refusal(predictor, Tensor.of(Shape.of(1, 36), new float[36]));
      assertTrue(swapped.contains("'input' takes batches of [6, 6, 1]"), swapped);
      assertTrue(swapped.contains("[1, 36]"), swapped);
      String pixels = refusal(predictor, Tensor.of(Shape.of(1, 6, 6, 1), new byte[36]));
      assertTrue(pixels.contains("takes F32, got U8"), pixels);
      Map<String, Tensor> none = Map.of();
      assertThrows(IllegalArgumentException.class, () -> Predictor.of(Tasks.net(), none, device));
    }
  }

  private static String refusal(Predictor predictor, Tensor batch) {
    return assertThrows(IllegalArgumentException.class, () -> predictor.predict(batch))
        .getMessage();
  }

  @Test
  void theFirstLargestScoreWinsAndNanIsNoClass() {
    Tensor scores =
        Tensor.of(Shape.of(3, 3), 1f, 5, 5, 2, Float.NaN, 1, Float.NEGATIVE_INFINITY, -1, -2);
    assertArrayEquals(new int[] {1, -1, 1}, Predictor.largest(scores));
  }

  @Test
  void afterClosingNothingIsPredicted() {
    try (Device device = Tasks.open("reference")) {
      Predictor predictor = predictor(device);
      predictor.close();
      assertThrows(IllegalStateException.class, () -> predictor.predict(Tasks.pictures(1)));
    }
  }

  private static Predictor predictor(Device device) {
    try (Trainer trainer = Trainer.of(Tasks.net(), device).seed(5).build()) {
      return trainer.predictor();
    }
  }
}
