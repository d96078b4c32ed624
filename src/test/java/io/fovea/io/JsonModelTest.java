package io.fovea.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Dense;
import io.fovea.op.TensorType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models as plain JSON: every bit comes back, and mistakes by hand are named. */
class JsonModelTest {
  private static final Model MODEL = Sequential.of(Shape.of(2), Dense.of(2), new BatchNorm());

  @TempDir Path folder;

  private static ModelArchive archive(Model model, Map<String, Tensor> changed) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    model.parameters().forEach(p -> weights.put(p.path(), p.initial(1)));
    model.statistics().forEach(s -> weights.put(s.path(), s.initial()));
    weights.putAll(changed);
    return new ModelArchive(
        model, Json.object().with("a", 1), List.of("cat", "dog"), weights, Json.object());
  }

  private Path write(ModelArchive archive) {
    Path file = folder.resolve("model.json");
    JsonModel.write(file, archive);
    return file;
  }

  @Test
  void everyBitComesBack() {
    Model wide = Sequential.of(Shape.of(200), Dense.of(500));
    SplittableRandom random = new SplittableRandom(5);
    float[] values = new float[200 * 500];
    for (int i = 0; i < values.length; i++) {
      do {
        values[i] = Float.intBitsToFloat(random.nextInt());
      } while (!Float.isFinite(values[i]));
    }
    float[] edges = {
      0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, Float.MIN_NORMAL, 0.1f, 1f / 3
    };
    System.arraycopy(edges, 0, values, 0, edges.length);
    double[] doubles = new double[500];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = random.nextDouble() * Math.pow(10, random.nextInt(-300, 300));
    }
    ModelArchive archive =
        archive(
            wide,
            Map.of(
                "dense1/w",
                Tensor.of(Shape.of(200, 500), values),
                "dense1/b",
                Tensor.of(Shape.of(500), doubles)));
    ModelArchive back = ModelArchive.read(write(archive));
    assertEquals(archive.weights(), back.weights());
    assertEquals(wide.steps(), back.model().steps());
    assertEquals(archive.classNames(), back.classNames());
    assertEquals(archive.preprocessing(), back.preprocessing());
  }

  @Test
  void itIsAlsoAnArchitectureAndAFileOfWeights() {
    ModelArchive archive = archive(MODEL, Map.of());
    Path file = write(archive);
    assertEquals(MODEL.steps(), ModelCodec.read(file).steps());
    assertEquals(archive.weights(), WeightsFile.read(file, MODEL));
    String message =
        assertThrows(
                FormatException.class,
                () -> ModelArchive.readState(file, Map.of("a", TensorType.real(1))))
            .getMessage();
    assertTrue(message.contains("no state of training to resume from"), message);
  }

  @Test
  void whatJsonCannotHoldIsRefused() {
    Path file = folder.resolve("none.json");
    Model large = Sequential.of(Shape.of(1000), Dense.of(1000));
    assertEquals(
        "export: the model has 1,001,000 numbers, JSON takes 1,000,000 at the most; safetensors"
            + " takes any",
        assertThrows(
                IllegalArgumentException.class,
                () -> JsonModel.write(file, archive(large, Map.of())))
            .getMessage());
    Map<String, Tensor> sick = Map.of("dense1/b", Tensor.of(Shape.of(2), 1f, Float.NaN));
    assertEquals(
        "export: 'dense1/b' has NaN at element 1, which JSON has no word for",
        assertThrows(
                IllegalArgumentException.class, () -> JsonModel.write(file, archive(MODEL, sick)))
            .getMessage());
    assertFalse(Files.exists(file));
  }

  /** What is replaced in the file, by what, and words of the complaint. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"weights\" | \"weight\" | weight has no meaning here",
        "\"dense1/b\" | \"dense1/c\" | weights: lacks [dense1/b]; the model has no [dense1/c]",
        "\"shape\": [2, 2] | \"shape\": [2, 3] | weights: 'dense1/w' is F32 [2, 3], the model expects",
        "\"shape\": [2, 2] | \"shape\": [2, 0] | weights.dense1/w.shape[1] must lie in 1 to",
        "\"shape\": [2, 2] | \"size\": [2, 2] | weights.dense1/w.size has no meaning",
        "\"dtype\": \"F32\" | \"dtype\": \"U8\" | weights.dense1/w.dtype must be F32 or F64",
        "\"values\": [0.0, 0.0] | \"values\": [0.0] | must have 2 numbers for shape [2], got 1",
        "\"values\": [0.0, 0.0] | \"values\": [0.0, 1e39] | values[1] is too large for single",
        "\"values\": [0.0, 0.0] | \"values\": [0.0, null] | values[1] must be a number, got null",
        "\"values\": [0.0, 0.0] | \"values\": [0.0, NaN] | expected a value, found 'N'",
        "\"version\": 1 | \"version\": 9 | version is of a newer program",
        "\"units\": 2 | \"units\": 5 | weights: 'dense1/w' is F32 [2, 2], the model expects F32 [2, 5]",
        "\"units\": 2 | \"units\": 2000000000 | the model expects F32 [2, 2000000000]"
      })
  void aMistakeIsNamed(String from, String to, String words) throws IOException {
    Path file = write(archive(MODEL, Map.of()));
    String text = Files.readString(file);
    int at = text.indexOf(from);
    assertTrue(at >= 0, () -> from + " is not in " + text);
    Files.writeString(file, text.substring(0, at) + to + text.substring(at + from.length()));
    String message =
        assertThrows(FormatException.class, () -> ModelArchive.read(file)).getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    assertTrue(message.contains(words), message);
  }

  @Test
  void whatIsNoModelIsSaidToBeNone() throws IOException {
    String[][] contents = {
      {"[".repeat(200_000), "nested"},
      {"[1]", "must be an object"},
      {"seven", "is neither an archive"}
    };
    for (String[] content : contents) {
      Path file = Files.writeString(folder.resolve("none.json"), content[0]);
      String message =
          assertThrows(FormatException.class, () -> ModelArchive.read(file)).getMessage();
      assertTrue(message.startsWith(file + ": ") && message.contains(content[1]), message);
    }
  }

  @Test
  void aLongFileIsNotRead() throws IOException {
    Path file = folder.resolve("long.json");
    Files.write(file, " ".repeat((32 << 20) + 1).replaceFirst(" ", "{").getBytes());
    String message =
        assertThrows(FormatException.class, () -> ModelArchive.read(file)).getMessage();
    assertTrue(message.contains("has 33,554,433 bytes, the most is 33,554,432"), message);
  }
}
