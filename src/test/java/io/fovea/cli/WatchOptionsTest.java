package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.io.Json;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Fit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a person may look at while a network is trained. */
class WatchOptionsTest {
  @TempDir private Path folder;

  private Outcome train(String... more) {
    String[] usual = {
      "train",
      "--model",
      "linear",
      "--batch",
      "500",
      "--device",
      "cpu",
      "--no-report",
      "--out",
      folder.toString()
    };
    return Outcome.of(
        Stream.concat(Arrays.stream(usual), Arrays.stream(more)).toArray(String[]::new));
  }

  @Test
  void stepsEpochsAndPartsAreShown() throws IOException {
    Path csv = folder.resolve("epochs.csv");
    Outcome first =
        train("--epochs", "2", "--validation", "0.25", "--log-every", "9", "--csv", csv.toString());
    assertEquals(0, first.status(), first.err());
    List<String> lines = first.err().lines().filter(line -> line.startsWith("step ")).toList();
    assertEquals(4, lines.size(), first.err());
    assertTrue(lines.get(0).startsWith("step 9, epoch 1/2: loss "), lines.get(0));
    assertTrue(lines.get(3).contains("step 36, epoch 2/2"), lines.get(3));
    assertTrue(lines.get(1).contains("over the last 4,500 examples"), lines.get(1));
    assertTrue(first.out().contains("val. loss"), first.out());
    assertFalse(first.out().contains("test loss"), first.out());
    Outcome second = train("--epochs", "3", "--resume", "--csv", csv.toString());
    assertEquals(0, second.status(), second.err());
    List<String> rows = Files.readAllLines(csv);
    assertEquals(4, rows.size(), rows::toString);
    assertTrue(rows.get(0).startsWith("epoch,steps,loss,accuracy,validationLoss,"), rows.get(0));
    assertTrue(rows.get(2).startsWith("2,36,"), rows.get(2));
    assertTrue(rows.get(3).startsWith("3,60,"), "all images again: " + rows.get(3));
  }

  /** At this rate the loss rises: the second epoch is worse, and the first one's weights stay. */
  @Test
  void theBestEpochIsKept() {
    Outcome outcome =
        train("--epochs", "9", "--patience", "1", "--optimizer", "sgd", "--lr", "30", "--json");
    assertEquals(0, outcome.status(), outcome.err());
    List<Json> epochs = ((Json.Items) outcome.json().get("epochs")).items();
    assertTrue(epochs.size() < 9, outcome.out());
    Json best = ((Json.Fields) epochs.get(epochs.size() - 2)).fields().get("validationLoss");
    // Sums are taken in batches of another size.
    assertEquals(number(best), number(outcome.json().get("testLoss")), 1e-5);
    Outcome kept =
        Outcome.of(
            "eval",
            "--device",
            "cpu",
            "--json",
            "--model",
            folder.resolve("model.fovea").toString());
    assertEquals(outcome.json().get("testLoss"), kept.json().get("testLoss"));
  }

  private static double number(Json json) {
    return ((Json.Real) json).value();
  }

  @Command
  private static final class Line {
    @Mixin private WatchOptions options = new WatchOptions();
  }

  @Test
  void theValidationHasAPartOfEachClassWhereThereAreClasses() {
    Line line = new Line();
    new CommandLine(line).parseArgs("--validation", "0.2");
    Shape shape = Shape.of(2, 2, 1);
    Tensor images = Tensor.of(Shape.of(5, 2, 2, 1), new byte[20]);
    Preprocessing unit = Preprocessing.unit(shape);
    Dataset classes = Dataset.of(images, new int[5], List.of("a", "b"), unit);
    Dataset numbers = Dataset.of(images, Tensor.of(Shape.of(5), new float[5]), unit);
    assertTrue(line.options.on(Fit.epochs(1), classes).isStratified());
    assertFalse(line.options.on(Fit.epochs(1), numbers).isStratified());
    assertEquals(0.2, line.options.on(Fit.epochs(1), numbers).validationPart());
  }

  @Test
  void mistakesAreNamed() {
    for (String[] option :
        new String[][] {
          {"--validation", "1", "--validation must lie between 0 and 1, as in 0.1, got 1.0"},
          {"--validation", "NaN", "--validation must lie between 0 and 1"},
          {"--patience", "0", "--patience must be at least 1, got 0"},
          {"--log-every", "0", "--log-every must be at least 1, got 0"}
        }) {
      Outcome outcome = train(option[0], option[1]);
      assertEquals(2, outcome.status(), outcome.err());
      assertTrue(outcome.err().contains(option[2]), outcome.err());
    }
  }
}
