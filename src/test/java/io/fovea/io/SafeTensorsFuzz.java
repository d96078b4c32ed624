package io.fovea.io;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.FuzzFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes: tensors, or one clear line. */
class SafeTensorsFuzz {
  static Stream<byte[]> seeds() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafeTensors.write(
        out,
        Map.of("a/w", Tensor.of(Shape.of(2, 1), 1f, 2f), "b", Tensor.of(Shape.of(1), 3)),
        Map.of("format", "x"));
    return Stream.of(out.toByteArray(), new byte[8]);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void reads(byte[] file) throws IOException {
    try {
      FormatException.within(
          "f", () -> SafeTensors.read(new ByteArrayInputStream(file), file.length, null));
    } catch (FormatException e) {
      FuzzFile.requireClear(e);
    }
  }
}
