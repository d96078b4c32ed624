package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    assertEquals(documented(), names(profile), "docs/json.md");
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

  /** What the page says of the profile. */
  private static Set<String> documented() throws Exception {
    Set<String> names = new TreeSet<>();
    Files.readAllLines(Path.of("docs/json.md")).stream()
        .dropWhile(line -> !line.equals("## bench --profile"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .forEach(
            line -> {
              Matcher code = Pattern.compile("`([a-zA-Z]+)(\\[])*`").matcher(line);
              while (code.find()) {
                names.add(code.group(1));
              }
            });
    names.removeAll(Set.of("profile", "picture"));
    return names;
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
}
