package io.fovea.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.model.Model;
import io.fovea.model.Zoo;
import io.fovea.nn.Add;
import io.fovea.nn.Concat;
import io.fovea.nn.Dense;
import io.fovea.nn.Input;
import io.fovea.nn.Layer;
import io.fovea.nn.Relu;
import io.fovea.nn.Signal;
import io.fovea.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Architectures as JSON, by hand and by program. */
class ModelCodecTest {
  @Test
  void everyModelComesBackEqual() {
    for (String name : Zoo.names()) {
      requireEqual(Zoo.of(name, Shape.of(32, 32, 3), 10));
    }
    Signal left = Input.of("left", Shape.of(4));
    Signal right = Input.of("right", Shape.of(4));
    Layer tower = Dense.of(4).shared("tower");
    Signal sum = Add.of(tower.on(left), tower.on(right), left);
    Signal scores = Dense.of(3).named("heads/scores").on(new Relu().on(sum));
    requireEqual(Model.of(List.of(left, right), List.of(scores, Concat.of(sum, right))));
  }

  private static void requireEqual(Model model) {
    Json json = Json.parse(ModelCodec.write(model).pretty());
    Model back = ModelCodec.read(new JsonField(json, "model"));
    assertEquals(model.inputs(), back.inputs());
    assertEquals(model.steps(), back.steps());
    assertEquals(model.outputs(), back.outputs());
    assertEquals(model.parameters(), back.parameters());
  }

  @Test
  void aPersonCanWriteOne(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("net.json");
    Files.writeString(
        file,
        """
        {
          "inputs": [{"name": "image", "shape": [28, 28, 1]}],
          "layers": [
            {"type": "conv2d", "filters": 8, "kh": 3, "kw": 3, "border": "same"},
            {"type": "relu"},
            {"type": "max_pool2d", "kh": 2, "kw": 2, "strideH": 2, "strideW": 2},
            {"type": "flatten"},
            {"name": "scores", "type": "dense", "units": 10}
          ]
        }
        """);
    Model model = ModelCodec.read(file);
    assertEquals(List.of("scores"), model.outputs());
    assertEquals(
        List.of("layer1/w", "layer1/b", "scores/w", "scores/b"),
        model.parameters().stream().map(p -> p.path()).toList());
    Files.writeString(file, "{\"inputs\": 3}");
    String message = assertThrows(FormatException.class, () -> ModelCodec.read(file)).getMessage();
    assertTrue(message.startsWith(file + ": inputs must be an array"), message);
  }

  /** A file that says what it is, is held to that; an architecture need not say it. */
  @Test
  void aNewerVersionIsNotGuessedAt(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("net.json");
    String model =
        "\"model\": {\"inputs\": [{\"name\": \"x\", \"shape\": [4]}], \"layers\": [{\"type\": \"relu\"}]}}";
    String[][] mistakes = {
      {"{\"format\": \"fovea\", \"version\": 99, ", "version is of a newer program"},
      {"{\"format\": \"other\", \"version\": 1, ", "format must be \"fovea\""},
      {"{\"version\": 1, ", "has no field 'format'"}
    };
    for (String[] mistake : mistakes) {
      Files.writeString(file, mistake[0] + model);
      String message =
          assertThrows(FormatException.class, () -> ModelCodec.read(file)).getMessage();
      assertTrue(message.contains(mistake[1]), message);
    }
    for (String head : List.of("{", "{\"format\": \"fovea\", \"version\": 1, ")) {
      Files.writeString(file, head + model);
      assertEquals(1, ModelCodec.read(file).steps().size());
    }
  }

  /** What follows {@code "inputs": [{"name": "x", "shape": [4]}], "layers": }. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | model: model: no layer takes the inputs [x]",
        "[{\"type\": \"dense\", \"units\": 3, \"inputs\": [\"y\"]}] | model: model: layer 'layer1'"
            + " takes 'y'",
        "[{\"type\": \"dense\", \"units\": 3}], \"output\": [\"a\"] | model.output has no meaning",
        "[{\"type\": \"dense\", \"units\": 3}], \"outputs\": [] | model: model: needs",
        "[{\"type\": \"dense\", \"units\": 3}], \"outputs\": [\"a\"] | model: model: output 'a'",
        "[{\"type\": \"conv2d\", \"filters\": 3, \"kh\": 1, \"kw\": 1}] | model: conv2d 'layer1'",
        "[{\"name\": \"a b\", \"type\": \"relu\"}] | model: layer name 'a b'",
        "[{\"name\": \"x\", \"type\": \"relu\"}] | model: model: two inputs or layers are named 'x'",
        "[{\"type\": \"rel\"}] | model.layers[0].type is not the name of a layer"
      })
  void aMistakeIsNamed(String layers, String message) {
    String text = "{\"inputs\": [{\"name\": \"x\", \"shape\": [4]}], \"layers\": " + layers + "}";
    FormatException e =
        assertThrows(
            FormatException.class, () -> ModelCodec.read(new JsonField(Json.parse(text), "model")));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  /** A small file can hold more layers than anybody can wait for. */
  @Test
  void tooManyLayersAreRefused() {
    String layers = "\"relu\",".repeat(10_000).replace("\"relu\"", "{\"type\": \"relu\"}");
    String text =
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [4]}], \"layers\": ["
            + layers
            + "{\"type\": \"relu\"}]}";
    FormatException e =
        assertThrows(
            FormatException.class, () -> ModelCodec.read(new JsonField(Json.parse(text), "model")));
    assertEquals("model.layers has 10,001 layers, the most are 10,000", e.getMessage());
  }
}
