package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.io.FormatException;
import io.fovea.io.WeightsFile;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights that leave a trainer and enter another. */
class WeightsTest {
  @TempDir Path folder;

  static List<String> devices() {
    return Tasks.devices();
  }

  @ParameterizedTest
  @MethodSource("devices")
  void weightsTravelWithoutTheRest(String id) {
    Path file = folder.resolve("weights.safetensors");
    Path json = folder.resolve("model.json");
    Tensor pictures = Tasks.pictures(9);
    try (Device device = Tasks.open(id);
        Trainer trained = Trainer.of(Tasks.net(), device).seed(1).build();
        Trainer fresh = Trainer.of(Tasks.net(), device).seed(2).build()) {
      trained.fit(Tasks.bands(40), Fit.epochs(1).batch(16));
      trained.saveWeights(file);
      trained.saveJson(json);
      assertNotEquals(trained.weights(), fresh.weights());
      assertEquals(List.of("conv1/w"), fresh.loadWeights(file, "conv1"));
      assertEquals(trained.parameter("conv1/w"), fresh.parameter("conv1/w"));
      assertNotEquals(trained.parameter("dense1/w"), fresh.parameter("dense1/w"));
      fresh.loadWeights(file);
      assertEquals(trained.weights(), fresh.weights());
      assertArrayEquals(trained.predict(pictures).floats(), fresh.predict(pictures).floats());
      Map<String, Tensor> read = WeightsFile.read(file, Tasks.net());
      try (Predictor predictor = Predictor.of(Tasks.net(), read, device);
          Predictor fromJson = Predictor.load(json, device)) {
        assertArrayEquals(trained.predict(pictures).floats(), predictor.predict(pictures).floats());
        assertArrayEquals(trained.predict(pictures).floats(), fromJson.predict(pictures).floats());
        assertEquals(
            trained.evaluate(Tasks.bands(20)).loss(), fromJson.evaluate(Tasks.bands(20)).loss());
      }
      String message =
          assertThrows(FormatException.class, () -> Trainer.resume(json, device)).getMessage();
      assertTrue(message.contains("no state of training to resume from"), message);
    }
  }

  /** A trained body under a new head: frozen, it stays as it was while the head learns. */
  @ParameterizedTest
  @MethodSource("devices")
  void aBodyServesAnotherHead(String id) {
    Path archive = folder.resolve("body.fovea");
    Model before =
        Sequential.of(Tasks.IMAGE, Conv2d.of(4, 3).named("body/conv"), new Flatten(), Dense.of(5));
    Model after =
        Sequential.of(
            Tasks.IMAGE,
            Conv2d.of(4, 3).named("body/conv"),
            new Flatten(),
            Dense.of(3).named("top"));
    try (Device device = Tasks.open(id);
        Trainer first = Trainer.of(before, device).seed(1).build();
        Trainer second = Trainer.of(after, device).freeze("body").seed(2).build()) {
      first.save(archive);
      Map<String, Tensor> untouched = new HashMap<>(second.weights());
      String message =
          assertThrows(FormatException.class, () -> second.loadWeights(archive)).getMessage();
      assertTrue(message.contains("lacks [top/b, top/w]"), message);
      assertTrue(message.contains("the model has no [dense1/b, dense1/w]"), message);
      assertEquals(untouched, second.weights());
      assertEquals(2, second.loadWeights(archive, "body").size());
      second.fit(Tasks.bands(30), Fit.epochs(1).batch(10));
      assertEquals(first.parameter("body/conv/w"), second.parameter("body/conv/w"));
      assertNotEquals(untouched.get("top/w"), second.parameter("top/w"));
    }
  }
}
