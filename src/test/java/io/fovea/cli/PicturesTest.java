package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.data.Preprocessing;
import io.fovea.data.SyntheticDigits;
import io.fovea.io.Json;
import io.fovea.io.ModelArchive;
import io.fovea.io.RecordCodec;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.Relu;
import io.fovea.plot.PngWriter;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fovea visualize}, {@code fovea report}, and the report at the end of a training. */
class PicturesTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void writeModel() {
    Shape image = Shape.of(28, 28, 1);
    Model model =
        Sequential.of(
            image, Conv2d.of(2, 3), new Relu(), MaxPool2d.of(2), new Flatten(), Dense.of(10));
    Map<String, Tensor> weights = new LinkedHashMap<>();
    model.parameters().forEach(p -> weights.put(p.path(), p.initial(1)));
    Json preprocessing = RecordCodec.write(Preprocessing.unit(image));
    new ModelArchive(model, preprocessing, List.of(), weights, null)
        .write(folder.resolve("net.fovea"), Map.of());
  }

  private Map<String, Json> run(int status, String... arguments) {
    List<String> line = new ArrayList<>(Arrays.asList(arguments));
    line.addAll(List.of("--device", "cpu", "--json"));
    PrintStream out = System.out;
    PrintStream errors = System.err;
    var bytes = new ByteArrayOutputStream();
    err.reset();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      assertEquals(status, Main.run(line.toArray(String[]::new)), err::toString);
    } finally {
      System.setOut(out);
      System.setErr(errors);
    }
    return ((Json.Fields) Json.parse(bytes.toString(StandardCharsets.UTF_8))).fields();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Kinds and layers of what was drawn; every file is there. */
  private static List<String> drawn(Map<String, Json> report) throws IOException {
    List<String> drawn = new ArrayList<>();
    for (Json picture : ((Json.Items) report.get("pictures")).items()) {
      Map<String, Json> fields = ((Json.Fields) picture).fields();
      assertEquals(
          new TreeSet<>(List.of("file", "kind", "layer", "title")), new TreeSet<>(fields.keySet()));
      String file = ((Json.Text) fields.get("file")).value();
      assertTrue(Files.size(Path.of(file)) > 500, file);
      String layer = fields.get("layer") instanceof Json.Text text ? " " + text.value() : "";
      drawn.add(((Json.Text) fields.get("kind")).value() + layer);
    }
    return drawn;
  }

  @Test
  void drawsAllThatThereIs() throws IOException {
    Map<String, Json> report =
        run(0, "visualize", "--model", path("net.fovea"), "--out", path("all"));
    assertEquals(
        List.of(
            "filters conv1",
            "filters dense1",
            "confusion",
            "mistakes",
            "samples",
            "maps",
            "pairs conv1",
            "pooling pool1",
            "saliency"),
        drawn(report));
    assertTrue(report.containsKey("device"));
  }

  @Test
  void drawsWhatIsAskedFor() throws IOException {
    String model = path("net.fovea");
    Path picture = folder.resolve("seven.png");
    PngWriter.write(picture, SyntheticDigits.load().test().image(7));
    Map<String, Json> some =
        run(
            0,
            "visualize",
            "--model",
            model,
            "--image",
            picture.toString(),
            "--out",
            path("b"),
            "--what",
            "maps,saliency",
            "--layer",
            "conv1",
            "--layer",
            "relu1",
            "--class",
            "3",
            "--format",
            "svg");
    assertEquals(List.of("maps conv1", "maps relu1", "saliency"), drawn(some));
    assertTrue(Files.readString(folder.resolve("b/saliency.svg")).contains("Saliency of 3"));
    assertTrue(
        drawn(
                run(
                    0,
                    "visualize",
                    "--model",
                    model,
                    "--image",
                    picture.toString(),
                    "--out",
                    path("c")))
            .stream()
            .noneMatch(List.of("confusion", "mistakes", "samples")::contains));
    run(2, "visualize", "--model", model, "--out", path("d"), "--layer", "conv9");
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("no layer 'conv9'"));
    run(2, "visualize", "--model", model, "--out", path("d"), "--index", "2000");
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("0 to 1999"));
    run(2, "visualize", "--model", model, "--out", path("d"), "--what", "dreams");
    run(1, "visualize", "--model", path("none.fovea"), "--out", path("d"));
    run(1, "visualize", "--model", model, "--out", path("d"), "--what", "curves");
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("curves"));
    run(2, "visualize", "--model", model, "--out", picture.toString());
  }

  @Test
  void reportsATraining() throws IOException {
    Map<String, Json> trained =
        run(0, "train", "--model", "linear", "--epochs", "1", "--out", path("t"));
    assertEquals(new Json.Text(path("t/report.html")), trained.get("report"));
    String page = Files.readString(folder.resolve("t/report.html"));
    assertTrue(page.contains("linear on digits") && page.contains("Learning curves"));
    String archive = path("t/model.fovea");
    Map<String, Json> report = run(0, "report", "--model", archive, "--out", path("new/r.html"));
    assertEquals(new Json.Text(path("new/r.html")), report.get("report"));
    assertTrue(report.keySet().containsAll(List.of("bytes", "testAccuracy", "examples", "device")));
    assertTrue(Files.readString(folder.resolve("new/r.html")).contains("Confusion matrix"));
    Map<String, Json> curves =
        run(
            0,
            "visualize",
            "--model",
            archive,
            "--compare",
            archive,
            "--what",
            "curves",
            "--out",
            path("curves"));
    assertEquals(List.of("curves"), drawn(curves));
    run(2, "report", "--model", archive, "--out", folder.toString());
    Files.createDirectories(folder.resolve("w/report.html"));
    Map<String, Json> failed =
        run(1, "train", "--model", "linear", "--epochs", "1", "--out", path("w"));
    assertTrue(failed.containsKey("testAccuracy"), "the numbers are told all the same");
    assertFalse(failed.containsKey("report"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("report.html: cannot be written"));
    Map<String, Json> without =
        run(0, "train", "--model", "linear", "--epochs", "1", "--no-report", "--out", path("u"));
    assertFalse(without.containsKey("report"));
    assertFalse(Files.exists(folder.resolve("u/report.html")));
  }
}
