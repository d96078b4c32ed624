package io.fovea.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Trainer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Layers whose parameters have a layout of ours, against PyTorch: {@code golden/golden.py} among
 * the test resources has the formulas.
 */
class LayerGoldenTest {
  @Test
  void transposedConvolution() throws IOException {
    check(
        "transposed_plain",
        ConvTranspose2d.of(4, 3, 2).stride(2, 1),
        fill(5, 2, 3, 4, 3),
        Map.of("it/w", fill(7, 3, 2, 4, 3), "it/b", fill(2, 4)));
    check(
        "transposed_cut",
        ConvTranspose2d.of(6, 3, 4)
            .stride(2, 3)
            .padding(Border.of(1, 2, 1, 2))
            .extra(1, 2)
            .groups(2),
        fill(5, 2, 3, 4, 4),
        Map.of("it/w", fill(7, 3, 4, 3, 4), "it/b", fill(2, 6)));
    check(
        "transposed_dilated",
        ConvTranspose2d.of(3, 2, 3).stride(2).dilation(2, 1).withoutBias(),
        fill(5, 1, 3, 2, 2),
        Map.of("it/w", fill(7, 2, 3, 3, 2)));
  }

  @Test
  void convolutionOfRows() throws IOException {
    check(
        "conv1d_reflect",
        Conv1d.of(6, 3).stride(2).groups(2).padding(Border.reflect(Border.of(0, 2, 0, 1))),
        fill(5, 2, 7, 4),
        Map.of("it/w", fill(7, 1, 3, 2, 6), "it/b", fill(2, 6)));
  }

  @Test
  void convolutionOfVolumes() throws IOException {
    check(
        "conv3d_plain",
        Conv3d.of(3, 2, 3, 2).stride(1, 2, 1),
        fill(5, 2, 3, 5, 4, 2),
        Map.of("it/w", fill(7, 3, 2, 2, 2, 3), "it/b", fill(2, 3)));
    check(
        "conv3d_padded",
        Conv3d.of(2, 3).stride(2, 1, 2).padding(Border.of(1)).withoutBias(),
        fill(5, 1, 4, 3, 4, 3),
        Map.of("it/w", fill(7, 3, 3, 3, 3, 2)));
  }

  private static void check(String name, Layer layer, Tensor x, Map<String, Tensor> weights)
      throws IOException {
    Model model = Sequential.of(x.shape().item(), layer.named("it"), new Flatten());
    try (Device device = Devices.open("reference");
        Trainer trainer = Trainer.of(model, device).build()) {
      weights.forEach(trainer::setParameter);
      Tensor y = trainer.predict(x);
      double[] want = golden(name);
      assertEquals(want.length, y.length(), name);
      for (int i = 0; i < want.length; i++) {
        assertEquals(want[i], y.get(i), 1e-6 * Math.max(1, Math.abs(want[i])), name + " at " + i);
      }
    }
  }

  private static double[] golden(String name) throws IOException {
    try (InputStream in = LayerGoldenTest.class.getResourceAsStream("/golden/golden.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      String line = text.lines().filter(l -> l.startsWith(name + " ")).findFirst().orElseThrow();
      return Arrays.stream(line.split(" ")).skip(1).mapToDouble(Double::parseDouble).toArray();
    }
  }

  /** The formula of golden.py. */
  private static Tensor fill(int k, int... shape) {
    float[] values = new float[(int) Shape.of(shape).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * k % 13 - 6) / 4f;
    }
    return Tensor.of(Shape.of(shape), values);
  }
}
