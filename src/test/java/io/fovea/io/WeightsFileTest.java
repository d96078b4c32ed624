package io.fovea.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Dense;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights without a model: whole, in part, and where they do not fit. */
class WeightsFileTest {
  private static final Model MODEL =
      Sequential.of(
          Shape.of(4), Dense.of(3).named("body/dense"), new BatchNorm(), Dense.of(2).named("head"));

  /** The same body with another head. */
  private static final Model OTHER =
      Sequential.of(
          Shape.of(4), Dense.of(3).named("body/dense"), new BatchNorm(), Dense.of(7).named("top"));

  @TempDir Path folder;

  private static Map<String, Tensor> weights(Model model, long seed) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    model.parameters().forEach(p -> weights.put(p.path(), p.initial(seed)));
    model.statistics().forEach(s -> weights.put(s.path(), s.initial()));
    return weights;
  }

  private List<Path> files() {
    Map<String, Tensor> weights = weights(MODEL, 3);
    ModelArchive archive = new ModelArchive(MODEL, null, List.of(), weights, null);
    Path tensors = folder.resolve("weights.safetensors");
    Path zip = folder.resolve("model.fovea");
    Path json = folder.resolve("model.json");
    WeightsFile.write(tensors, weights);
    archive.write(zip, Map.of());
    JsonModel.write(json, archive);
    return List.of(tensors, zip, json);
  }

  @Test
  void allComeBackWhateverTheForm() {
    for (Path file : files()) {
      assertEquals(weights(MODEL, 3), WeightsFile.read(file, MODEL), file.toString());
    }
  }

  @Test
  void theLayersThatAreNamedAreTaken() {
    for (Path file : files()) {
      Map<String, Tensor> some = WeightsFile.read(file, OTHER, List.of("body", "norm1/gamma"));
      assertEquals(
          List.of("body/dense/w", "body/dense/b", "norm1/gamma").stream().sorted().toList(),
          some.keySet().stream().sorted().toList());
      some.forEach((path, value) -> assertEquals(weights(MODEL, 3).get(path), value, path));
    }
  }

  @Test
  void allThatDoesNotFitIsListed() {
    Model narrow =
        Sequential.of(
            Shape.of(4), Dense.of(3).named("body/dense"), Dense.of(5).named("head"), Dense.of(2));
    for (Path file : files()) {
      String message =
          assertThrows(FormatException.class, () -> WeightsFile.read(file, narrow)).getMessage();
      assertTrue(message.startsWith(file.toString()), message);
      for (String words :
          List.of(
              "lacks [dense1/b, dense1/w]",
              "the model has no [norm1/beta, norm1/gamma, norm1/mean, norm1/variance]",
              "'head/w' is F32 [3, 2], the model expects F32 [3, 5]",
              "'head/b' is F32 [2], the model expects F32 [5]")) {
        assertTrue(message.contains(words), () -> message + " lacks " + words);
      }
      assertEquals(
          file + lack(file) + "lacks [top/b, top/w]",
          assertThrows(
                  FormatException.class,
                  () -> WeightsFile.read(file, OTHER, List.of("top", "body")))
              .getMessage());
    }
  }

  /** What stands between the name of a file and the complaint. */
  private static String lack(Path file) {
    String name = file.getFileName().toString();
    return name.equals("model.fovea")
        ? ", weights.safetensors: "
        : name.equals("model.json") ? ": weights: " : ": ";
  }

  @Test
  void aPrefixOfNothingIsAMistake() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> WeightsFile.read(files().get(0), MODEL, List.of("bod")))
            .getMessage();
    assertTrue(message.startsWith("weights: no path of the model begins with 'bod'; "), message);
  }

  @Test
  void otherFilesAreNamed() throws IOException {
    Path garbage = folder.resolve("garbage");
    Files.writeString(garbage, "not weights at all");
    assertTrue(
        assertThrows(FormatException.class, () -> WeightsFile.read(garbage, MODEL))
            .getMessage()
            .startsWith(garbage + ": header: its length must lie in"));
    assertEquals(
        garbage + ".none: no such file",
        assertThrows(
                UncheckedIOException.class,
                () -> WeightsFile.read(folder.resolve("garbage.none"), MODEL))
            .getMessage());
    assertEquals(
        files().get(0) + ": holds weights without a model; a trainer of the model can load them",
        assertThrows(FormatException.class, () -> ModelArchive.read(files().get(0))).getMessage());
  }
}
