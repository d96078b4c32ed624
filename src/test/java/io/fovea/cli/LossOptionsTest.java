package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.io.Json;
import io.fovea.nn.Registry;
import io.fovea.train.Loss;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --loss}: every name, what it trains, checks and prints, and what it refuses. */
class LossOptionsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"mse", "multi-class-hinge", "SIGMOID_CROSS_ENTROPY"})
  void trains(String loss) {
    String out = folder.toString();
    Outcome outcome =
        Outcome.of(
            "train",
            "--model",
            "linear",
            "--epochs",
            "1",
            "--device",
            "cpu",
            "--out",
            out,
            "--no-report",
            "--loss",
            loss,
            "--json");
    assertEquals(0, outcome.status(), outcome.err());
    Map<String, Json> json = outcome.json();
    double accuracy = ((Json.Real) json.get("testAccuracy")).value();
    assertTrue(accuracy > 0.7, json.toString());
    assertEquals(loss.equals("mse"), json.containsKey("testMae"), json.toString());
    Outcome resumed =
        Outcome.of(
            "train",
            "--resume",
            "--epochs",
            "1",
            "--device",
            "cpu",
            "--out",
            out,
            "--loss",
            "huber");
    assertEquals(2, resumed.status(), resumed.err());
    assertTrue(resumed.err().contains("--loss huber: "), resumed.err());
  }

  @Test
  void everyLossIsCheckedBehindANetwork() {
    Set<String> names = new TreeSet<>(Registry.all().names(Loss.class));
    names.remove("scaled");
    for (String name : names) {
      Outcome outcome =
          Outcome.of(
              "gradcheck",
              "linear",
              "--input",
              "3x3x1",
              "--classes",
              "3",
              "--coordinates",
              "9",
              "--loss",
              name,
              "--json");
      boolean isOfProbabilities = Set.of("cross_entropy", "binary_cross_entropy").contains(name);
      if (isOfProbabilities) {
        assertEquals(1, outcome.status(), name);
        assertTrue(
            outcome.json().toString().contains("are no probabilities; end the model in a"),
            outcome.out());
      } else {
        assertEquals(0, outcome.status(), name + outcome.err());
        assertEquals(new Json.Text(name), outcome.json().get("loss"));
      }
    }
  }

  @Test
  void unknownLossesAreRefused() {
    for (String name : new String[] {"msq", "scaled", ""}) {
      Outcome outcome = Outcome.of("gradcheck", "linear", "--loss", name);
      assertEquals(2, outcome.status(), outcome.err());
      assertTrue(outcome.err().contains("there are bce, binary_cross_entropy"), outcome.err());
    }
  }
}
