package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.io.Json;
import io.fovea.nn.Registry;
import io.fovea.train.Huber;
import io.fovea.train.Loss;
import io.fovea.train.MultiClassHinge;
import io.fovea.train.Quantile;
import io.fovea.train.SigmoidCrossEntropy;
import io.fovea.train.SoftmaxCrossEntropy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

  @Command
  private static final class Line {
    @Mixin private LossOptions options = new LossOptions();
  }

  private static LossOptions parse(String... words) {
    Line line = new Line();
    new CommandLine(line).parseArgs(words);
    return line.options;
  }

  @Test
  void settingsStandBehindColons() {
    assertEquals(new Huber(2), parse("--loss", "huber:2").loss(new SoftmaxCrossEntropy()));
    assertEquals(new Huber(), parse("--loss", "huber").loss(new SoftmaxCrossEntropy()));
    assertEquals(
        new Quantile(0.9), parse("--loss", "quantile:0.9").loss(new SoftmaxCrossEntropy()));
    assertEquals(
        new MultiClassHinge(2, 2),
        parse("--loss", "multi-class-hinge:2:2").loss(new SoftmaxCrossEntropy()));
    assertEquals(
        new SoftmaxCrossEntropy().labelSmoothing(0.1),
        parse("--label-smoothing", "0.1").loss(new SoftmaxCrossEntropy()));
    assertEquals(
        new SigmoidCrossEntropy().labelSmoothing(0.1),
        parse("--loss", "sigmoid_cross_entropy", "--label-smoothing", "0.1")
            .loss(new SoftmaxCrossEntropy()));
    assertEquals(new SoftmaxCrossEntropy(), parse().loss(new SoftmaxCrossEntropy()));
    requireMisuse("--loss huber:0: huber: delta must be above 0", "--loss", "huber:0");
    requireMisuse("--loss huber:x: 'x' is not a number", "--loss", "huber:x");
    requireMisuse("--loss mse:2: mse takes no numbers", "--loss", "mse:2");
    requireMisuse("--loss quantile:1:2: quantile takes one number", "--loss", "quantile:1:2");
    requireMisuse("--label-smoothing 1.0: ", "--label-smoothing", "1");
    requireMisuse(
        "--label-smoothing: mean_squared_error has none",
        "--loss",
        "mse",
        "--label-smoothing",
        "0.1");
  }

  private static void requireMisuse(String message, String... words) {
    String said =
        assertThrows(MisuseException.class, () -> parse(words).loss(new SoftmaxCrossEntropy()))
            .getMessage();
    assertTrue(said.startsWith(message), said);
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
