package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.data.Preprocessing;
import io.fovea.data.SyntheticDigits;
import io.fovea.io.Json;
import io.fovea.io.ModelArchive;
import io.fovea.io.RecordCodec;
import io.fovea.model.Model;
import io.fovea.model.Zoo;
import io.fovea.plot.PngWriter;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.OpTable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, as a person types them: exit status, one JSON object, clear lines for mistakes. */
class MainTest {
  @TempDir private Path folder;

  private static Outcome run(String... arguments) {
    return Outcome.of(arguments);
  }

  private static double number(Json json) {
    return json instanceof Json.Int i ? i.value() : ((Json.Real) json).value();
  }

  @Test
  void trainsResumesEvaluatesAndPredicts() throws IOException {
    String out = folder.resolve("a b").toString();
    Outcome trained =
        run(
            "train",
            "--model",
            "linear",
            "--epochs",
            "1",
            "--device",
            "cpu",
            "--out",
            out,
            "--json");
    assertEquals(0, trained.status(), trained.err());
    Map<String, Json> report = trained.json();
    for (String field :
        new String[] {
          "testAccuracy", "testLoss", "trainAccuracy", "imagesPerSecond", "seconds", "epochs"
        }) {
      assertTrue(report.containsKey(field), field);
    }
    double accuracy = number(report.get("testAccuracy"));
    assertTrue(accuracy > 0.5 && accuracy < 0.92, "a linear model: " + accuracy);
    Map<String, Json> device = ((Json.Fields) report.get("device")).fields();
    assertEquals(new Json.Text("cpu"), device.get("backend"));
    assertTrue(device.keySet().containsAll(List.of("name", "platform", "driver")));

    Outcome resumed =
        run("train", "--resume", "--epochs", "2", "--device", "cpu", "--out", out, "--json");
    assertEquals(0, resumed.status(), resumed.err());
    assertEquals(2, ((Json.Items) resumed.json().get("epochs")).items().size());

    String archive = Path.of(out, "model.fovea").toString();
    Outcome measured = run("eval", "--model", archive, "--device", "cpu", "--json");
    assertEquals(0, measured.status(), measured.err());
    assertEquals(
        number(resumed.json().get("testAccuracy")), number(measured.json().get("testAccuracy")));

    Path picture = folder.resolve("seven.png");
    PngWriter.write(picture, SyntheticDigits.load().test().image(0));
    Outcome predicted =
        run("predict", "--model", archive, "--device", "cpu", "--json", picture.toString());
    assertEquals(0, predicted.status(), predicted.err());
    assertEquals(1, ((Json.Items) predicted.json().get("predictions")).items().size());
    assertFalse(predicted.err().contains("(inverted)"), predicted.err());

    // Dark ink on white: what a person's own digit looks like.
    Path ink = folder.resolve("ink.png");
    byte[] pixels = new byte[28 * 28];
    SyntheticDigits.load().test().copyBytes(0, pixels, 0);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ~pixels[i];
    }
    PngWriter.write(ink, Tensor.of(Shape.of(28, 28, 1), pixels));
    Outcome inverted =
        run("predict", "--model", archive, "--device", "cpu", "--json", ink.toString());
    assertEquals(0, inverted.status(), inverted.err());
    assertEquals(probabilities(predicted), probabilities(inverted));
    assertTrue(inverted.err().contains("(inverted)"), inverted.err());
    Outcome asIs =
        run(
            "predict",
            "--model",
            archive,
            "--device",
            "cpu",
            "--json",
            "--invert",
            "no",
            ink.toString());
    assertNotEquals(probabilities(predicted), probabilities(asIs));
  }

  private static Json probabilities(Outcome predicted) {
    Json first = ((Json.Items) predicted.json().get("predictions")).items().get(0);
    return ((Json.Fields) first).fields().get("probabilities");
  }

  /** A network whose weights are lost says nothing, rather than the first class. */
  @Test
  void scoresThatAreNoNumbersAreNoPrediction() throws IOException {
    Model model = Zoo.of("linear", Shape.of(28, 28, 1), 10);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    model.parameters().forEach(p -> weights.put(p.path(), p.initial(1)));
    weights.get("dense1/b").floats()[7] = Float.NaN;
    Json preprocessing = RecordCodec.write(Preprocessing.unit(Shape.of(28, 28, 1)));
    String archive = folder.resolve("nan.fovea").toString();
    new ModelArchive(model, preprocessing, List.of(), weights, null)
        .write(Path.of(archive), Map.of());
    Path picture = folder.resolve("seven.png");
    PngWriter.write(picture, SyntheticDigits.load().test().image(0));
    String[] command = {"predict", "--model", archive, "--device", "cpu", picture.toString()};
    Outcome text = run(command);
    assertEquals(1, text.status(), text.err());
    assertTrue(text.out().contains("no prediction"), text.out());
    command = Arrays.copyOf(command, command.length + 1);
    command[command.length - 1] = "--json";
    Outcome json = run(command);
    assertEquals(1, json.status(), json.err());
    Map<String, Json> prediction = fields(items(json.json(), "predictions").get(0));
    for (String field : List.of("class", "name", "probability")) {
      assertEquals(new Json.Null(), prediction.get(field), field);
    }
    Outcome measured = run("eval", "--model", archive, "--device", "cpu", "--json");
    assertEquals(0, measured.status(), measured.err());
    assertEquals(0, number(measured.json().get("testAccuracy")));
    assertEquals(2000, number(measured.json().get("unpredicted")));
    assertEquals(new Json.Null(), measured.json().get("testLoss"));
  }

  @Test
  void checksGradients() {
    Outcome outcome = run("gradcheck", "lenet5", "--coordinates", "3", "--json");
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(number(outcome.json().get("checked")) > 20);
    assertTrue(number(outcome.json().get("maxRelativeError")) < 1e-6);
    assertEquals(12, ((Json.Items) outcome.json().get("layers")).items().size());
  }

  @Test
  void listsDevicesAndExaminesThem() {
    Outcome devices = run("devices", "--json");
    assertEquals(0, devices.status(), devices.err());
    assertTrue(((Json.Items) devices.json().get("devices")).items().size() >= 2);
    Outcome doctor = run("doctor");
    assertEquals(0, doctor.status(), doctor.err());
    assertTrue(doctor.out().contains("works"), doctor.out());
    assertFalse(doctor.out().contains("wrong numbers"), doctor.out());
  }

  @Test
  void listsImplementationsAndRefusals() {
    Outcome outcome = run("doctor", "--kernels", "--json");
    assertEquals(0, outcome.status(), outcome.err());
    Set<String> cases = new TreeSet<>();
    OpTable.all().forEach(table -> cases.add(table.table().get(0).op().name()));
    cases.remove("reshape");
    for (Json device : items(outcome.json(), "devices")) {
      Map<String, Json> fields = fields(device);
      assertEquals(Zoo.names().size(), items(fields, "models").size());
      for (Json model : items(fields, "models")) {
        assertEquals(new Json.Bool(true), fields(model).get("trains"), model.toString());
      }
      Set<String> ops = new TreeSet<>();
      double refused = 0;
      for (Json line : items(fields, "kernels")) {
        Map<String, Json> op = fields(line);
        ops.add(((Json.Text) op.get("op")).value());
        double chosen = 0;
        for (Json way : items(op, "implementations")) {
          chosen += number(fields(way).get("chosen"));
          for (Json refusal : items(fields(way), "refusals")) {
            refused += number(fields(refusal).get("nodes"));
            assertTrue(((Json.Text) fields(refusal).get("reason")).value().length() > 10);
          }
        }
        assertEquals(number(op.get("nodes")), chosen, line.toString());
      }
      assertTrue(ops.containsAll(cases), () -> cases + " are tested, " + ops + " are listed");
      boolean isReference = fields.get("id").equals(new Json.Text("reference"));
      assertEquals(isReference, refused == 0, "the nets have no depthwise convolution");
    }
    Outcome text = run("doctor", "--kernels", "--model", "lenet5");
    assertTrue(text.out().contains("depthwise refuses 2, as lenet5 'conv1'"), text.out());
  }

  private static Map<String, Json> fields(Json json) {
    return ((Json.Fields) json).fields();
  }

  private static List<Json> items(Map<String, Json> fields, String name) {
    return ((Json.Items) fields.get(name)).items();
  }

  @Test
  void summarises() {
    Outcome outcome = run("summary", "resnet18", "--input", "32x32x3");
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(outcome.out().contains("11,173,962"), outcome.out());
  }

  /** Status 2 where the command line cannot be meant, 1 where something fails in the doing. */
  @Test
  void mistakesGetOneClearLine() throws IOException {
    String out = folder.toString();
    assertFails(2, "Unknown option", "train", "--epoch", "3");
    assertFails(2, "command", new String[0]);
    assertFails(2, "--model: 'nosuch'", "train", "--model", "nosuch", "--out", out);
    assertFails(2, "no device 'gpu9'", "bench", "--device", "gpu9");
    assertFails(2, "no device 'cpu:9'", "bench", "--device", "cpu:9");
    assertFails(2, "--threads must be at least 1", "bench", "--threads", "0");
    assertFails(2, "'nowhere'", "train", "--data", "nowhere", "--out", out);
    assertFails(2, "needs --data-dir DIR", "train", "--data", "mnist", "--out", out);
    assertFails(2, "--data-dir", "train", "--data-dir", out, "--out", out);
    assertFails(2, "--epochs must be at least 1, got 0", "train", "--epochs", "0", "--out", out);
    assertFails(2, "--epochs must be at least 1, got -2", "train", "--epochs", "-2", "--out", out);
    assertFails(2, "--batch must be at least 1, got 0", "train", "--batch", "0", "--out", out);
    assertFails(2, "--lr: ", "train", "--lr", "-1", "--out", out);
    String[][] mistakes = {
      {"--momentum: adam has none to choose", "--momentum", "0.9"},
      {"--momentum: momentum must lie in [0, 1)", "--optimizer", "sgd", "--momentum", "1"},
      {"--weight-decay: lion: weightDecay must", "--optimizer", "lion", "--weight-decay", "-1"},
      {"--schedule: there is no 'cosin'; there are constant", "--schedule", "cosin"},
      {"--schedule step:x: 'x' is not a whole number", "--schedule", "step:x"},
      {"--schedule cosine:3: cosine: floor must lie in [0, 1]", "--schedule", "cosine:3"},
      {"--schedule exponential:2: exponential: factor must", "--schedule", "exponential:2"},
      {"--warm-up must be at least 1", "--warm-up", "0"},
      {"--clip-norm must be positive", "--clip-norm", "0"},
      {"--clip-value must be positive", "--clip-value", "-1"},
      {"--accumulate must be at least 1", "--accumulate", "0"},
      {"--optimizer", "--optimizer", "adamax"}
    };
    for (String[] mistake : mistakes) {
      String[] options = Arrays.copyOfRange(mistake, 1, mistake.length);
      assertFails(2, mistake[0], concat(new String[] {"train", "--out", out}, options));
    }
    assertFails(2, "--augment: 'blur=2' is none", "train", "--augment", "blur=2", "--out", out);
    assertFails(2, "--augment: 'shift=a' needs", "train", "--augment", "shift=a", "--out", out);
    assertFails(2, "--augment: 'rotate' needs a", "train", "--augment", "rotate", "--out", out);
    assertFails(2, "--augment: scale: the", "train", "--augment", "scale=2", "--out", out);
    assertFails(2, "--augment: 'flip=no': flip is", "train", "--augment", "flip=no", "--out", out);
    assertFails(2, "replicate takes no value", "train", "--augment", "replicate=1", "--out", out);
    assertFails(2, "flip is given twice", "train", "--augment", "flip,flip", "--out", out);
    assertFails(2, "Shift is given", "train", "--augment", "shift=1,shift=2", "--out", out);
    assertFails(2, "less than the image", "train", "--augment", "shift=28", "--out", out);
    assertFails(2, "--batch must be at least 1", "bench", "--batch", "0");
    assertFails(2, "--batch: ", "bench", "--batch", "100000000");
    assertFails(2, "--seconds must be positive", "bench", "--seconds", "0");
    assertFails(2, "twelve", "summary", "--input", "twelve");
    assertFails(2, "--classes must be at least 1", "summary", "--classes", "0");
    assertFails(2, "--model lenet5 for images [2, 2, 1]", "summary", "lenet5", "--input", "2x2x1");
    assertFails(2, "--batch must be at least 1", "summary", "--batch", "0");
    assertFails(2, "--coordinates must be", "gradcheck", "--coordinates", "0");
    assertFails(1, "none.fovea", "eval", "--model", "none.fovea");
    assertFails(1, "no such file", "train", "--resume", "--out", out);
    Path absent = folder.resolve("absent");
    assertFails(1, "no such file", "train", "--resume", "--out", absent.toString());
    assertFalse(Files.exists(absent), "a folder without anything in it");
    Path garbage = folder.resolve("garbage.fovea");
    Files.writeString(garbage, "this is no archive");
    assertFails(1, "garbage.fovea", "eval", "--model", garbage.toString());
    assertFails(2, "is a file, not a folder", "train", "--out", garbage.toString());
    String below = garbage.resolve("below").toString();
    assertFails(1, "--out: nothing can be written to", "train", "--out", below);
    Files.createDirectories(folder.resolve("model.fovea"));
    assertFails(2, "model.fovea is a folder", "train", "--out", out);
  }

  /** What a resumed training was begun with stays; what was given and differs is refused. */
  @Test
  void aResumedTrainingKeepsItsSettings() throws IOException {
    String out = folder.toString();
    Path archive = folder.resolve("model.fovea");
    Outcome first =
        run(
            "train",
            "--model",
            "linear",
            "--epochs",
            "1",
            "--device",
            "cpu",
            "--out",
            out,
            "--seed",
            "5",
            "--batch",
            "100",
            "--optimizer",
            "momentum",
            "--augment",
            "shift=1,rotate=10",
            "--json");
    assertEquals(0, first.status(), first.err());
    assertEquals(5, number(first.json().get("seed")));
    assertFalse(first.err().contains("is replaced"), first.err());
    byte[] before = Files.readAllBytes(archive);
    String[] resume = {"train", "--resume", "--device", "cpu", "--out", out, "--epochs", "2"};
    String[][] others = {
      {"--seed", "6"},
      {"--lr", "0.5"},
      {"--optimizer", "adam"},
      {"--model", "cnn"},
      {"--data", "mnist"},
      {"--data", "."},
      {"--holdout", "0.3"},
      {"--augment", "shift=1x2,flip"}
    };
    for (String[] other : others) {
      assertFails(2, other[0] + " ", concat(resume, other));
    }
    assertArrayEquals(before, Files.readAllBytes(archive));
    Outcome done =
        run("train", "--resume", "--device", "cpu", "--out", out, "--epochs", "1", "--json");
    assertEquals(0, done.status(), done.err());
    assertTrue(done.err().contains("1 of --epochs 1 are done"), done.err());
    assertArrayEquals(before, Files.readAllBytes(archive), "nothing was trained");
    assertEquals(number(first.json().get("testLoss")), number(done.json().get("testLoss")));
    Outcome same =
        run(
            concat(
                resume,
                "--seed",
                "5",
                "--lr",
                "0.01",
                "--optimizer",
                "momentum",
                "--model",
                "linear",
                "--augment",
                "rotate=10,shift=1",
                "--json"));
    assertEquals(0, same.status(), same.err());
    assertEquals(5, number(same.json().get("seed")));
    assertEquals(100, number(same.json().get("batch")), "the batch size of the first epoch");
    assertEquals(2 * 120, number(fields(items(same.json(), "epochs").get(1)).get("steps")));
    resume[resume.length - 1] = "3";
    Outcome larger = run(concat(resume, "--batch", "200"));
    assertEquals(0, larger.status(), larger.err());
    assertTrue(larger.out().contains("200 examples per step, 100 before"), larger.out());
    Outcome anew =
        run("train", "--model", "linear", "--epochs", "1", "--device", "cpu", "--out", out);
    assertEquals(0, anew.status(), anew.err());
    assertTrue(anew.out().contains("is replaced after the first epoch"), anew.out());
  }

  private static String[] concat(String[] some, String... more) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
  }

  /** A file system that is full: what did not arrive was not printed. */
  @Test
  void outputThatIsLostIsAFailure() {
    PrintStream out = System.out;
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    for (String[] arguments : new String[][] {{"devices", "--json"}, {"--help"}}) {
      System.setOut(new PrintStream(full, true, StandardCharsets.UTF_8));
      try {
        assertEquals(1, Main.run(arguments), Arrays.toString(arguments));
      } finally {
        System.setOut(out);
      }
    }
  }

  /** Every field that the documentation lists for a command is printed by it. */
  @Test
  void documentedFieldsArePrinted() throws IOException {
    Map<String, Set<String>> documented = documented();
    String out = folder.toString();
    String archive = folder.resolve("model.fovea").toString();
    Path picture = folder.resolve("seven.png");
    PngWriter.write(picture, SyntheticDigits.load().test().image(0));
    List<String[]> commands =
        List.of(
            new String[] {
              "train", "--model", "linear", "--epochs", "1", "--device", "cpu", "--out", out
            },
            new String[] {"eval", "--model", archive, "--device", "cpu"},
            new String[] {"predict", "--model", archive, "--device", "cpu", picture.toString()},
            new String[] {
              "visualize", "--model", archive, "--what", "filters", "--device", "cpu", "--out", out
            },
            new String[] {
              "report", "--model", archive, "--device", "cpu", "--out", out + "/again.html"
            },
            new String[] {"summary", "lenet5"},
            new String[] {
              "gradcheck", "linear", "--coordinates", "2", "--loss", "mse", "--device", "cpu"
            },
            new String[] {"bench", "linear", "--seconds", "0.2", "--device", "cpu"},
            new String[] {"devices"},
            new String[] {"doctor", "--model", "lenet5", "--kernels"});
    for (String[] command : commands) {
      Outcome outcome = run(concat(command, "--json"));
      assertEquals(0, outcome.status(), outcome.err());
      Set<String> printed = new TreeSet<>();
      collect(outcome.json(), printed);
      Set<String> expected = new TreeSet<>(documented.get(command[0]));
      assertTrue(expected.size() >= 1, command[0]);
      expected.removeAll(printed);
      assertEquals(Set.of(), expected, command[0] + " prints " + printed);
      for (String field : outcome.json().keySet()) {
        assertTrue(documented.get(command[0]).contains(field), command[0] + " prints " + field);
      }
    }
  }

  /** Names of all fields at any depth. */
  static void collect(Map<String, Json> fields, Set<String> names) {
    fields.forEach(
        (name, value) -> {
          names.add(name);
          collect(value, names);
        });
  }

  private static void collect(Json value, Set<String> names) {
    if (value instanceof Json.Fields object) {
      collect(object.fields(), names);
    } else if (value instanceof Json.Items array) {
      array.items().forEach(item -> collect(item, names));
    }
  }

  /** What stands in code font in the section of each command, without brackets. */
  static Map<String, Set<String>> documented() throws IOException {
    Map<String, Set<String>> documented = new LinkedHashMap<>();
    Set<String> fields = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("docs/json.md"))) {
      if (line.startsWith("## ")) {
        fields = new TreeSet<>();
        documented.put(line.substring(3), fields);
      }
      Matcher code = Pattern.compile("`([a-zA-Z]+)(\\[])*`").matcher(line);
      while (code.find()) {
        fields.add(code.group(1));
      }
    }
    return documented;
  }

  private static void assertFails(int status, String words, String... arguments) {
    Outcome text = run(arguments);
    assertEquals(status, text.status(), text.out() + text.err());
    assertTrue(text.err().contains("fovea: ") && text.err().contains(words), text.err());
    assertFalse(text.err().contains("\tat "), text.err());
    if (arguments.length > 0) {
      String[] json = Arrays.copyOf(arguments, arguments.length + 1);
      json[arguments.length] = "--json";
      Outcome object = run(json);
      assertEquals(status, object.status(), object.err());
      assertTrue(object.json().containsKey("error"), object.out());
    }
  }
}
