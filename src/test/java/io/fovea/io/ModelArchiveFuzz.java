package io.fovea.io;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fovea.model.Model;
import io.fovea.model.Zoo;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.FuzzFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes: a model with its weights, or one clear line. */
class ModelArchiveFuzz {
  static Stream<byte[]> seeds() throws IOException {
    Model model = Zoo.of("linear", Shape.of(1, 1, 1), 2);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    model.parameters().forEach(p -> weights.put(p.path(), p.initial(1)));
    Path file = Files.createTempFile("fovea-seed", ".fovea");
    try {
      new ModelArchive(model, null, List.of("a", "b"), weights, null).write(file, Map.of());
      return Stream.of(Files.readAllBytes(file));
    } finally {
      Files.delete(file);
    }
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void reads(byte[] file) {
    try {
      ModelArchive.read(FuzzFile.of(file));
    } catch (FormatException e) {
      FuzzFile.requireClear(e);
    }
  }
}
