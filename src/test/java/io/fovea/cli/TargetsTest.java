package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.io.Json;
import io.fovea.io.ModelCodec;
import io.fovea.io.Npy;
import io.fovea.io.Npz;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.Layer;
import io.fovea.nn.Sigmoid;
import io.fovea.plot.PngWriter;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks of one unit, of labels and of numbers, through all commands from train to report. */
class TargetsTest {
  private static final Shape IMAGE = Shape.of(4, 4, 1);
  private static final int COUNT = 200;

  @TempDir private Path folder;
  private final byte[] pixels = new byte[COUNT * 16];
  private final int[] labels = new int[COUNT];
  private final float[] brightness = new float[COUNT];

  /** Every other picture is bright. */
  @BeforeEach
  void draw() throws IOException {
    Philox.Sequence random = Philox.sequence(8, "pixels");
    for (int i = 0; i < pixels.length; i++) {
      int example = i / 16;
      labels[example] = example % 2;
      int level = random.nextInt(80) + 160 * labels[example];
      pixels[i] = (byte) level;
      brightness[example] += level / (16 * 255f);
    }
    PngWriter.write(folder.resolve("dark.png"), picture(0));
    PngWriter.write(folder.resolve("bright.png"), picture(1));
    Npy.write(folder.resolve("images.npy"), Tensor.of(IMAGE.batched(COUNT), pixels));
  }

  private Tensor picture(int i) {
    return Tensor.of(IMAGE, Arrays.copyOfRange(pixels, 16 * i, 16 * i + 16));
  }

  private void data(Tensor targets) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("x", Tensor.of(IMAGE.batched(COUNT), pixels));
    arrays.put("y", targets);
    Npz.write(folder.resolve("data.npz"), arrays);
  }

  private void model(Layer... ends) throws IOException {
    List<Layer> layers = new ArrayList<>(List.of(new Flatten()));
    layers.addAll(List.of(ends));
    Json json = ModelCodec.write(Sequential.of(IMAGE, layers.toArray(Layer[]::new)));
    Files.writeString(folder.resolve("net.json"), json.pretty());
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Outcome run(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--device", "cpu", "--json"));
    Outcome outcome = Outcome.of(line.toArray(String[]::new));
    assertEquals(0, outcome.status(), outcome.err());
    return outcome;
  }

  private Map<String, Json> train(String... more) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("train", "--data", path("data.npz"), "--model", path("net.json")));
    line.addAll(List.of("--epochs", "30", "--lr", "0.03", "--out", path("out")));
    line.addAll(List.of(more));
    return run(line.toArray(String[]::new)).json();
  }

  private List<Map<String, Json>> predict() {
    Outcome outcome =
        run("predict", "--model", path("out/model.fovea"), path("dark.png"), path("bright.png"));
    return ((Json.Items) outcome.json().get("predictions"))
        .items().stream().map(one -> ((Json.Fields) one).fields()).toList();
  }

  private List<String> table() throws IOException {
    String csv = path("predicted.csv");
    String model = path("out/model.fovea");
    run("predict", "--model", model, "--data", path("images.npy"), "--csv", csv);
    return Files.readAllLines(folder.resolve("predicted.csv"));
  }

  private String drawnKinds(String... more) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("visualize", "--model", path("out/model.fovea")));
    line.addAll(List.of("--out", path("pictures"), "--format", "svg"));
    line.addAll(List.of(more));
    Json pictures = run(line.toArray(String[]::new)).json().get("pictures");
    return ((Json.Items) pictures)
        .items().stream()
            .map(one -> ((Json.Text) ((Json.Fields) one).fields().get("kind")).value())
            .toList()
            .toString();
  }

  private String report() throws IOException {
    String page = path("report.html");
    run("report", "--model", path("out/model.fovea"), "--data", path("data.npz"), "--out", page);
    return Files.readString(folder.resolve("report.html"));
  }

  private static double real(Json json) {
    return json instanceof Json.Int i ? i.value() : ((Json.Real) json).value();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sigmoid_cross_entropy", "mse", "hinge"})
  void oneUnitSaysYesAndNo(String loss) throws IOException {
    data(Tensor.of(Shape.of(COUNT), labels));
    model(Dense.of(1));
    Map<String, Json> trained = loss.isEmpty() ? train() : train("--loss", loss);
    assertFalse(trained.containsKey("mistakes"), "none of the pictures is hard to tell");
    if (loss.isEmpty()) {
      assertEquals(new Json.Text("sigmoid_cross_entropy"), trained.get("loss"));
    }
    List<Map<String, Json>> predictions = predict();
    for (int i = 0; i < 2; i++) {
      assertEquals(new Json.Int(i), predictions.get(i).get("class"), predictions.toString());
      double probability = real(predictions.get(i).get("probability"));
      assertTrue(probability > 0.5 && probability <= 1, predictions.toString());
      List<Json> both = ((Json.Items) predictions.get(i).get("probabilities")).items();
      assertEquals(2, both.size());
      assertTrue(real(both.get(i)) > real(both.get(1 - i)), both.toString());
    }
    assertEquals(List.of("ImageId,Label", "1,0", "2,1", "3,0"), table().subList(0, 4));
    assertEquals("[curves, filters, maps, saliency]", drawnKinds("--image", path("bright.png")));
    String saliency = Files.readString(folder.resolve("pictures/saliency.svg"));
    assertTrue(saliency.contains("Saliency of 1") && saliency.contains("predicted 1 ("), saliency);
    String kinds = drawnKinds("--data", path("data.npz"));
    assertEquals("[curves, filters, mistakes, samples, maps, saliency]", kinds);
    String mistakes = Files.readString(folder.resolve("pictures/mistakes.svg"));
    assertTrue(mistakes.contains("none among 20 examples"), mistakes);
    String page = report();
    assertTrue(page.contains("20 of these 20 right") && page.contains("Where it looks"));
  }

  /** What the targets of a regression are, is told as they are. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void numbersAreTold(int units) throws IOException {
    float[] targets = new float[COUNT * units];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (i % units + 1) * brightness[i / units];
    }
    data(Tensor.of(Shape.of(COUNT, units), targets));
    model(Dense.of(units));
    Map<String, Json> trained = train("--loss", "mse");
    assertTrue(real(trained.get("testR2")) > 0.8, trained.toString());
    assertFalse(trained.containsKey("mistakes") || trained.containsKey("testAccuracy"));
    assertTrue(Files.readString(folder.resolve("out/report.html")).contains("Learning curves"));
    List<String> table = table();
    List<Map<String, Json>> predictions = predict();
    for (int i = 0; i < 2; i++) {
      assertEquals(
          List.of("image", "values", "inverted"), List.copyOf(predictions.get(i).keySet()));
      List<Json> values = ((Json.Items) predictions.get(i).get("values")).items();
      String[] row = table.get(1 + i).split("[, ]");
      assertEquals(units, values.size());
      assertEquals(1 + units, row.length, table.get(1 + i));
      for (int k = 0; k < units; k++) {
        assertEquals(targets[i * units + k], real(values.get(k)), 0.3);
        assertEquals(real(values.get(k)), Double.parseDouble(row[1 + k]), 1e-4);
      }
    }
    assertEquals("[curves, filters, maps]", drawnKinds("--image", path("bright.png")));
    assertEquals("[curves, filters, samples, maps]", drawnKinds("--data", path("data.npz")));
    String page = report();
    assertFalse(page.contains("Mistakes") || page.contains("Where it looks"));
    String maps = Files.readString(folder.resolve("pictures/maps.svg"));
    assertTrue(maps.matches("(?s).*predicted -?0\\.\\d.*"), maps);
    Outcome asked =
        Outcome.of(
            "visualize",
            "--model",
            path("out/model.fovea"),
            "--image",
            path("dark.png"),
            "--what",
            "saliency",
            "--out",
            path("pictures"));
    assertEquals(1, asked.status());
    assertTrue(asked.err().contains("predicts no class"), asked.err());
  }

  /** Several labels at once: each has a probability of its own. */
  @Test
  void labelsHaveProbabilitiesOfTheirOwn() throws IOException {
    float[] targets = new float[COUNT * 2];
    for (int i = 0; i < COUNT; i++) {
      targets[2 * i] = labels[i];
      targets[2 * i + 1] = labels[i] == 1 ? 1 : 0.5f;
    }
    data(Tensor.of(Shape.of(COUNT, 2), targets));
    model(Dense.of(2), new Sigmoid());
    Map<String, Json> trained = train("--loss", "binary_cross_entropy");
    assertFalse(trained.containsKey("confusion"), trained.toString());
    List<Json> both = ((Json.Items) predict().get(1).get("probabilities")).items();
    assertTrue(both.stream().allMatch(one -> real(one) > 0.6), both.toString());
    assertTrue(report().contains("Where it looks"));
  }
}
