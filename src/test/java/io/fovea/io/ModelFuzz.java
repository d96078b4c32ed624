package io.fovea.io;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fovea.data.DataFiles;
import io.fovea.model.Model;
import io.fovea.model.Zoo;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.FuzzFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever {@code model.json} in an archive: an architecture without weights, or one clear line.
 */
class ModelFuzz {
  private static byte[] plainJson() throws IOException {
    Model model = Zoo.of("linear", Shape.of(1, 1, 1), 2);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    model.parameters().forEach(p -> weights.put(p.path(), p.initial(1)));
    Path file = Files.createTempFile("fovea-seed", ".json");
    try {
      JsonModel.write(file, new ModelArchive(model, null, List.of("a", "b"), weights, null));
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  static Stream<byte[]> seeds() throws IOException {
    Json architecture = ModelCodec.write(Zoo.of("linear", Shape.of(1, 1, 1), 1));
    Json.Fields json =
        Json.object()
            .with("format", "fovea")
            .with("version", 1)
            .with("model", architecture)
            .with("preprocessing", null)
            .with("classNames", Json.of(Map.of()))
            .with("training", null);
    return Stream.of(
        plainJson(),
        json.compact().getBytes(StandardCharsets.UTF_8),
        json.with("classNames", Json.of(List.of("a"))).compact().getBytes(StandardCharsets.UTF_8),
        ModelCodec.write(Zoo.of("lenet5", Shape.of(32, 32, 1), 2))
            .compact()
            .getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void reads(byte[] text) {
    try {
      ModelCodec.read(new JsonField(Json.parse(text), ""));
    } catch (FormatException e) {
      FuzzFile.requireClear(e);
    }
    try {
      ModelArchive.read(FuzzFile.of(text));
    } catch (FormatException e) {
      FuzzFile.requireClear(e);
    }
    try {
      ModelArchive.read(FuzzFile.of(DataFiles.zip("model.json", text)));
    } catch (FormatException e) {
      FuzzFile.requireClear(e);
    }
  }
}
