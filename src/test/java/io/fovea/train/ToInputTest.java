package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.data.Dataset;
import io.fovea.data.Normalization;
import io.fovea.data.Preprocessing;
import io.fovea.model.Model;
import io.fovea.model.Zoo;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A device makes of stored pixels what the host makes of them, however they are normalised. */
class ToInputTest {
  private static final Shape IMAGE = Shape.of(6, 5, 3);

  @ParameterizedTest
  @EnumSource(Normalization.class)
  void onEveryBackendAsOnTheHost(Normalization normalization) {
    byte[] pixels = new byte[4 * 90];
    new SplittableRandom(1).nextBytes(pixels);
    Tensor images = Tensor.of(IMAGE.batched(4), pixels);
    int[] labels = {0, 1, 2, 1};
    Dataset stored = Dataset.of(images, labels, List.of("a", "b", "c"), Preprocessing.unit(IMAGE));
    Preprocessing preprocessing = normalization.of(stored);
    Model model = Zoo.of("linear", IMAGE, 3);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    model.parameters().forEach(p -> weights.put(p.path(), p.initial(7)));
    try (BackendsUnderTest backends = new BackendsUnderTest()) {
      assertTrue(backends.targets().size() > 1, "more than one backend");
      for (Target target : backends.targets()) {
        try (Predictor predictor =
            Predictor.of(model, weights, preprocessing, List.of("a", "b", "c"), target.device())) {
          float[] device = predictor.predict(images).floats();
          float[] host = predictor.predict(preprocessing.apply(images)).floats();
          double largest = 0;
          for (float score : host) {
            largest = Math.max(largest, Math.abs(score));
          }
          for (int i = 0; i < host.length; i++) {
            assertEquals(host[i], device[i], 1e-5 * largest, target.name() + ", score " + i);
          }
        }
      }
    }
  }
}
