package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.data.Cifar100;
import io.fovea.data.Loading;
import io.fovea.data.Preprocessing;
import io.fovea.io.JsonField;
import io.fovea.io.ModelArchive;
import io.fovea.io.Npz;
import io.fovea.io.RecordCodec;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.DataOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person's own data on the command line: from a table to a table of predictions. */
class DataOptionsTest {
  @TempDir private Path folder;

  private Path table;
  private String out;
  private String err = "";

  /** Dark pictures are class 0, bright ones class 1. */
  @BeforeEach
  void writeTables() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder labelled = new StringBuilder("label,pixel0,pixel1,pixel2,pixel3\n");
    StringBuilder unlabelled = new StringBuilder("pixel0,pixel1,pixel2,pixel3\n");
    for (int i = 0; i < 200; i++) {
      StringBuilder pixels = new StringBuilder();
      for (int k = 0; k < 4; k++) {
        pixels.append(",").append(random.nextInt(60) + 150 * (i % 2));
      }
      labelled.append(i % 2).append(pixels).append('\n');
      unlabelled.append(pixels.substring(1)).append('\n');
    }
    table = Files.writeString(folder.resolve("train.csv"), labelled);
    Files.writeString(folder.resolve("test.csv"), unlabelled);
    out = folder.resolve("out").toString();
  }

  private int run(String... arguments) {
    PrintStream standardOut = System.out;
    PrintStream standardErr = System.err;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      return Main.run(arguments);
    } finally {
      System.setOut(standardOut);
      System.setErr(standardErr);
      err = bytes.toString(StandardCharsets.UTF_8);
    }
  }

  private int train(String... more) {
    List<String> all =
        new java.util.ArrayList<>(
            List.of("train", "--model", "linear", "--device", "cpu", "--out", out));
    all.addAll(List.of(more));
    return run(all.toArray(new String[0]));
  }

  @Test
  void fromATableToATableOfPredictions() throws IOException {
    String data = folder.toString();
    assertEquals(
        0,
        train(
            "--data",
            data,
            "--normalize",
            "standardise",
            "--epochs",
            "5",
            "--batch",
            "10",
            "--lr",
            "0.1"),
        err);
    Path archive = Path.of(out, "model.fovea");
    Preprocessing first = preprocessing(archive);
    assertTrue(first.std().get(0) < 0.4 && first.mean().get(0) > 0.2, first.toString());
    assertEquals(0, train("--data", data, "--epochs", "6", "--resume"), err);
    assertEquals(first, preprocessing(archive));
    assertEquals(2, train("--data", data, "--epochs", "7", "--resume", "--normalize", "unit"));
    assertTrue(err.contains("--normalize unit: "), err);
    assertEquals(
        0,
        run("eval", "--data", table.toString(), "--model", archive.toString(), "--device", "cpu"),
        err);

    Path csv = folder.resolve("predictions.csv");
    String[] predict = {
      "predict",
      "--data",
      folder.resolve("test.csv").toString(),
      "--csv",
      csv.toString(),
      "--model",
      archive.toString(),
      "--device",
      "cpu"
    };
    assertEquals(0, run(predict), err);
    List<String> lines = Files.readAllLines(csv);
    assertEquals("ImageId,Label", lines.get(0));
    assertEquals(201, lines.size());
    for (int i = 0; i < 200; i++) {
      assertEquals(i + 1 + "," + i % 2, lines.get(i + 1));
    }
  }

  /** Neither the built-in digits, nor other examples of these kept to test with. */
  @Test
  void aResumedTrainingGoesOnWithItsData() throws IOException {
    assertEquals(0, train("--data", table.toString(), "--holdout", "0.25", "--epochs", "1"), err);
    Path archive = Path.of(out, "model.fovea");
    DataOrigin origin = DataOrigin.load(archive);
    assertEquals(
        new DataOrigin(
            table.toAbsolutePath().toString(),
            null,
            new Loading(null, null, Cifar100.Labels.FINE, 0.25),
            150),
        origin);
    assertEquals(0, train("--epochs", "2", "--resume"), err);
    assertEquals(origin, DataOrigin.load(archive));

    assertEquals(2, train("--epochs", "3", "--resume", "--holdout", "0.5"));
    assertTrue(err.contains("--holdout 0.5: "), err);
    Path other = Files.copy(table, folder.resolve("other.csv"));
    assertEquals(2, train("--epochs", "3", "--resume", "--data", other.toString()));
    assertTrue(err.contains("was trained with " + table.toAbsolutePath()), err);
    Files.delete(table);
    assertEquals(0, train("--epochs", "3", "--resume", "--data", other.toString()), err);
    Files.writeString(other, Files.readString(other) + "1,200,200,200,200\n".repeat(8));
    assertEquals(2, train("--epochs", "4", "--resume"));
    assertTrue(err.contains("of 156 examples: "), err);
  }

  private static Preprocessing preprocessing(Path archive) {
    var json = Objects.requireNonNull(ModelArchive.read(archive).preprocessing());
    return RecordCodec.read(new JsonField(json, "preprocessing"), Preprocessing.class);
  }

  @Test
  void targetsThatCannotBeLearnedAreNamed() throws IOException {
    Path numbers = folder.resolve("n.npz");
    byte[] pixels = new byte[20];
    float[] prices = new float[20];
    prices[3] = 12.5f;
    Npz.write(
        numbers,
        Map.of("x", Tensor.of(Shape.of(20, 1, 1), pixels), "y", Tensor.of(Shape.of(20), prices)));
    assertEquals(2, train("--data", numbers.toString()));
    assertTrue(err.contains("the targets are numbers, not classes"), err);
    assertEquals(2, train("--data", numbers.toString(), "--loss", "mse"));
    assertTrue(err.contains("the targets are numbers, not classes"), err);
    Path one = Files.writeString(folder.resolve("one.csv"), "label,a\n" + "0,7\n".repeat(20));
    assertEquals(2, train("--data", one.toString()));
    assertTrue(err.contains("has one class only, [0]: there is nothing to tell apart"), err);
  }

  @Test
  void whatCannotBeMeantIsSaidBeforeAnythingIsTrained() {
    String data = folder.toString();
    assertEquals(2, train("--data", data, "--normalize", "standard"));
    assertTrue(
        err.contains("'standard' is none of [none, unit, centred, standardise, per-image]"), err);
    assertEquals(2, train("--data", data, "--image-size", "32"));
    assertTrue(err.contains("'32' is not rows x columns"), err);
    assertEquals(2, train("--data", data, "--channels", "2"));
    assertTrue(err.contains("--channels must be 1 (grey) or 3 (colour), got 2"), err);
    assertEquals(2, train("--data", data, "--holdout", "1"));
    assertTrue(err.contains("must be between 0 and 1"), err);
    assertEquals(2, train("--data", data, "--labels", "fein"));
    assertEquals(2, train("--data", data + "/none"));
    assertEquals(1, train("--data", data, "--image-size", "4x4"));
    assertTrue(err.contains("images that are no picture files"), err);
    assertEquals(2, run("predict"));
    assertEquals(2, run("predict", "--data", table.toString()));
    assertTrue(err.contains("--data FILE and --csv FILE go together"), err);
    assertEquals(2, run("predict", "--data", table.toString(), "--csv", "x", "y.png"));
  }
}
