package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Speed from the command line: the numbers belong together. */
class BenchCommandTest {
  @TempDir private Path folder;

  private static double number(Map<String, Json> fields, String name) {
    Json value = fields.get(name);
    return value instanceof Json.Int whole ? whole.value() : ((Json.Real) value).value();
  }

  private static List<Map<String, Json>> items(Map<String, Json> fields, String name) {
    List<Map<String, Json>> items = new ArrayList<>();
    ((Json.Items) fields.get(name)).items().forEach(i -> items.add(((Json.Fields) i).fields()));
    return items;
  }

  private static double sum(List<Map<String, Json>> items, String name) {
    return items.stream().mapToDouble(item -> number(item, name)).sum();
  }

  @Test
  void ratesSharesAndMemoryBelongTogether() {
    Outcome outcome =
        Outcome.of(
            "bench",
            "cnn-small",
            "--batch",
            "8",
            "--seconds",
            "0.2",
            "--device",
            "cpu",
            "--optimizer",
            "nesterov",
            "--json");
    assertEquals(0, outcome.status(), outcome.err());
    Map<String, Json> fields = outcome.json();
    assertEquals("nesterov", ((Json.Text) fields.get("optimizer")).value());
    Map<String, Json> peak = ((Json.Fields) fields.get("peak")).fields();
    for (String what : List.of("training", "inference")) {
      double flops = number(fields, what + "FlopsPerImage");
      double rate = number(fields, what + "GflopsPerSecond");
      assertEquals(flops * number(fields, what + "ImagesPerSecond") * 1e-9, rate, 1e-9 * rate);
      assertEquals(
          rate / number(peak, "gflopsPerSecond"), number(fields, what + "PeakShare"), 1e-9);
      assertTrue(
          number(fields, what + "ImagesPerSecondBest") >= number(fields, what + "ImagesPerSecond"));
    }
    // Convolutions of 4 filters on 28 x 28, of 8 on 26 x 26, both 3 x 3; 1152 to 64 to 10.
    double forward = 2 * (26 * 26 * 4 * 9 + 24 * 24 * 8 * 36 + 12 * 12 * 8 * 64 + 64 * 10);
    assertEquals(forward, number(fields, "inferenceFlopsPerImage"));
    assertEquals(3 * forward - 2 * 26 * 26 * 4 * 9, number(fields, "trainingFlopsPerImage"));
    assertTrue(number(fields, "stateBytes") > 3 * 4 * 74_778, "parameters, gradients, a moment");
    assertTrue(number(fields, "heapBytes") > 1 << 20);
    if (Files.exists(Path.of("/proc/self/status"))) {
      assertTrue(number(fields, "peakMemoryBytes") > number(fields, "scratchBytes"));
    }
    assertFalse(fields.containsKey("profile"));
    assertTrue(outcome.err().contains("% of the peak"), outcome.err());
  }

  /** Another precision than was asked for is no secret. */
  @Test
  void precisionIsSaid() {
    String[] command = {
      "bench",
      "--op",
      "matmul",
      "--shape",
      "8x8x8",
      "--seconds",
      "0.05",
      "--precision",
      "BF16",
      "--json",
      "--device"
    };
    for (String device : List.of("cpu:scalar", "reference")) {
      String[] whole = Arrays.copyOf(command, command.length + 1);
      whole[command.length] = device;
      Outcome outcome = Outcome.of(whole);
      assertEquals(0, outcome.status(), outcome.err());
      String said = ((Json.Text) outcome.json().get("precision")).value();
      String without = "fp32 (bf16 was asked for; this device has no matrix units for it)";
      assertEquals(device.equals("reference") ? "bf16" : without, said);
      assertTrue(outcome.err().contains(", " + said + ", on " + device), outcome.err());
    }
    Outcome wrong = Outcome.of("bench", "--precision", "fp16");
    assertEquals(2, wrong.status());
    assertTrue(
        wrong.err().contains("--precision must be fp32, tf32 or bf16, got 'fp16'"), wrong.err());
  }

  @Test
  void aProfileAddsUp() throws Exception {
    Path picture = folder.resolve("layers.svg");
    Outcome outcome =
        Outcome.of(
            "bench",
            "lenet5",
            "--batch",
            "4",
            "--seconds",
            "0.1",
            "--device",
            "cpu",
            "--picture",
            picture.toString(),
            "--json");
    assertEquals(0, outcome.status(), outcome.err());
    Map<String, Json> profile = ((Json.Fields) outcome.json().get("profile")).fields();
    List<Map<String, Json>> nodes = items(profile, "nodes");
    assertEquals(number(outcome.json(), "launchesPerStep"), sum(nodes, "launches"));
    for (String part : List.of("nodes", "layers", "ops")) {
      assertEquals(1, sum(items(profile, part), "share"), 1e-9, part);
      assertEquals(number(profile, "nodesMillis"), sum(items(profile, part), "millis"), 1e-9, part);
    }
    assertEquals(nodes.size(), sum(items(profile, "ops"), "count"));
    for (Map<String, Json> layer : items(profile, "layers")) {
      assertEquals(
          number(layer, "millis"),
          number(layer, "forwardMillis")
              + number(layer, "backwardMillis")
              + number(layer, "updateMillis"),
          1e-9);
    }
    assertTrue(number(profile, "stepMillis") > 0 && number(profile, "handInMicros") > 0);
    assertTrue(Files.readString(picture).contains("conv1"), "the picture names its layers");
    Set<String> documented = documented("bench --profile");
    documented.removeAll(Set.of("profile", "picture"));
    assertEquals(documented, names(profile), "docs/json.md");
    requireAligned(outcome.err());
  }

  /** The first table has a line for each launch, with the numbers below one another. */
  private static void requireAligned(String text) {
    List<String> lines = text.lines().dropWhile(line -> !line.startsWith("layer ")).toList();
    int end = lines.get(0).indexOf(" ms ") + 3;
    int count = 0;
    for (String line : lines.subList(1, lines.size())) {
      if (line.isEmpty()) {
        break;
      }
      assertTrue(line.substring(0, end).matches(".* \\d+\\.\\d{3}"), line);
      assertEquals(' ', line.charAt(end), line);
      count++;
    }
    assertTrue(count > 20, text);
  }

  private static Set<String> names(Map<String, Json> fields) {
    Set<String> names = new TreeSet<>(fields.keySet());
    for (String part : List.of("nodes", "layers", "ops")) {
      items(fields, part).forEach(item -> names.addAll(item.keySet()));
    }
    return names;
  }

  /** The fields in a section of the page. */
  private static Set<String> documented(String section) throws Exception {
    Set<String> names = new TreeSet<>();
    Files.readAllLines(Path.of("docs/json.md")).stream()
        .dropWhile(line -> !line.equals("## " + section))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .forEach(
            line -> {
              Matcher code = Pattern.compile("`([a-zA-Z]+)(\\[])*`").matcher(line);
              while (code.find()) {
                names.add(code.group(1));
              }
            });
    return names;
  }

  /** What an op must do at the least follows from its shapes; the rest from its time. */
  @Test
  void anOpIsMeasuredByItself() throws Exception {
    measure(2 * 8 * 16 * 4, 4 * (8 * 16 + 16 * 4 + 8 * 4), "matmul", "8x16x4");
    long products = 2 * (2 * 3 * 3) * (3 * 3 * 2 * 7);
    long x = 2 * 6 * 6 * 2;
    long w = 3 * 3 * 2 * 7;
    for (String conv : List.of("conv2d", "conv2d_data_gradient", "conv2d_weight_gradient")) {
      String[] of = {"2x6x6x2", "--filter", "3x3x7", "--stride", "2"};
      measure(products, 4 * (x + w + 2 * 3 * 3 * 7), conv, of);
    }
    measure(5 * 10, 3 * 4 * 5 * 10, "add", "5x10");
    measure(5 * 10, 2 * 4 * 5 * 10, "relu", "5x10");
    measure(8 * 50, 4 * (2 * 50 + 4 * 10), "batch_norm", "5x10");
    measure(x, 4 * (x + x / 4) + x / 4, "max_pool2d", "2x6x6x2", "--filter", "2x2");
    measured("avg_pool2d", "2x6x6x2", "--filter", "2x2", "--stride", "1");
    for (String op : List.of("log_softmax", "multiply", "softmax")) {
      measured(op, "3x4");
    }
  }

  private static void measure(long flops, long bytes, String op, String... shape) throws Exception {
    Map<String, Json> fields = measured(op, shape);
    assertEquals(flops, number(fields, "flops"), op);
    assertEquals(bytes, number(fields, "bytes"), op);
    double seconds = number(fields, "runMicros") * 1e-6;
    double rate = number(fields, "gflopsPerSecond");
    assertEquals(flops * 1e-9 / seconds, rate, 1e-9 * rate);
    rate = number(fields, "gigabytesPerSecond");
    assertEquals(bytes * 1e-9 / seconds, rate, 1e-9 * rate);
    assertTrue(number(fields, "runMicrosBest") <= number(fields, "runMicros"));
    assertTrue(number(fields, "handInMicros") > 0 && number(fields, "launches") >= 1);
  }

  private static Map<String, Json> measured(String op, String... shape) throws Exception {
    List<String> line = new ArrayList<>(List.of("bench", "--op", op, "--device", "cpu", "--shape"));
    line.addAll(List.of(shape));
    line.addAll(List.of("--seconds", "0.01", "--json"));
    Outcome outcome = Outcome.of(line.toArray(String[]::new));
    assertEquals(0, outcome.status(), outcome.err());
    assertEquals(documented("bench --op"), outcome.json().keySet(), "docs/json.md");
    return outcome.json();
  }

  @Test
  void aPngIsAPng() throws Exception {
    Path picture = folder.resolve("layers.png");
    Outcome outcome =
        Outcome.of(
            "bench",
            "linear",
            "--batch",
            "4",
            "--seconds",
            "0.1",
            "--device",
            "reference",
            "--input",
            "8x8x1",
            "--picture",
            picture.toString(),
            "--json");
    assertEquals(0, outcome.status(), outcome.err());
    assertEquals("PNG", new String(Files.readAllBytes(picture), 1, 3, "US-ASCII"));
    assertEquals(picture.toString(), ((Json.Text) outcome.json().get("picture")).value());
    assertFalse(outcome.json().containsKey("peak"), "none is measured for the reference");
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    Outcome outcome = Outcome.of("bench", "linear", "--picture", "layers.gif");
    assertEquals(2, outcome.status());
    assertTrue(outcome.err().contains("ends in neither .png nor .svg"), outcome.err());
    outcome = Outcome.of("bench", "linear", "--momentum", "0.9");
    assertEquals(2, outcome.status());
    assertTrue(outcome.err().contains("adam has none to choose"), outcome.err());
  }

  @Test
  void anOpThatCannotBeMeantIsRefused() {
    String[][] mistakes = {
      {"'--op': expected one of [ADD,", "--op", "nosuch", "--shape", "2x2"},
      {"--shape=SHAPE", "--op", "relu"},
      {"--op=OP", "--shape", "2x2"},
      {"--shape: 'two' is not a shape such as 256x1000", "--op", "relu", "--shape", "two"},
      {"--shape: '2x2' has 2 numbers, not 3", "--op", "matmul", "--shape", "2x2"},
      {"does not fit into an array", "--op", "add", "--shape", "65536x65536"},
      {"--op conv2d needs --filter", "--op", "conv2d", "--shape", "1x4x4x2"},
      {"--filter: relu has none", "--op", "relu", "--shape", "2", "--filter", "2x2"},
      {"--stride: relu has none", "--op", "relu", "--shape", "2", "--stride", "2"},
      {"3x3x64", "--op", "conv2d", "--shape", "1x4x4x2", "--filter", "3x3"},
      {"window", "--op", "max_pool2d", "--shape", "1x4x4x2", "--filter", "9x9"},
      {"stride", "--op", "conv2d", "--shape", "1x4x4x2", "--filter", "3x3x2", "--stride", "0"},
      {"takes no network", "lenet5", "--op", "relu", "--shape", "2"},
      {"no network, no --batch", "--op", "relu", "--shape", "2", "--batch", "64"},
      {"no network, no --momentum", "--op", "relu", "--shape", "2", "--momentum", "0.9"},
      {"no --profile", "--profile", "--op", "relu", "--shape", "2"}
    };
    for (String[] mistake : mistakes) {
      String[] line = mistake.clone();
      line[0] = "bench";
      Outcome outcome = Outcome.of(line);
      assertEquals(2, outcome.status(), outcome.err());
      String first = outcome.err().lines().findFirst().orElse("");
      assertTrue(first.startsWith("fovea: ") && first.contains(mistake[0]), outcome.err());
    }
  }
}
