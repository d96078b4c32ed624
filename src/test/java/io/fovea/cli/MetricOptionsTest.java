package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.io.Json;
import io.fovea.nn.Registry;
import io.fovea.tensor.Shape;
import io.fovea.train.Accuracy;
import io.fovea.train.BinaryAccuracy;
import io.fovea.train.Errors;
import io.fovea.train.Metric;
import io.fovea.train.PrecisionRecall;
import io.fovea.train.Target;
import io.fovea.train.TopK;
import io.fovea.train.Within;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code --metrics}: every name, what train and eval make of it, and what is refused. */
class MetricOptionsTest {
  private static final Target CLASSES = Target.classes(10);

  @TempDir private Path folder;

  @Command
  private static final class Line {
    @Mixin private MetricOptions options = new MetricOptions();
  }

  private static MetricOptions parse(String... words) {
    Line line = new Line();
    new CommandLine(line).parseArgs(words);
    return line.options;
  }

  @Test
  void everyMetricHasAName() {
    List<Metric> all =
        parse("--metrics", "accuracy,top3,macro,micro,per-class,binary:0.3,errors,within:0.5:0.1")
            .all();
    assertEquals(
        List.of(
            new Accuracy(),
            TopK.of(3),
            new PrecisionRecall(PrecisionRecall.Average.MACRO),
            new PrecisionRecall(PrecisionRecall.Average.MICRO),
            new PrecisionRecall(PrecisionRecall.Average.PER_CLASS),
            BinaryAccuracy.at(0.3),
            new Errors(),
            new Within(0.5, 0.1)),
        all);
    assertEquals(
        Registry.all().prototypes(Metric.class).stream()
            .map(Object::getClass)
            .collect(Collectors.toSet()),
        all.stream().map(Object::getClass).collect(Collectors.toSet()));
  }

  @Test
  void theAccuracyComesWithThem() {
    assertArrayEquals(new Metric[] {new Accuracy()}, parse().of(CLASSES, true));
    assertArrayEquals(
        new Metric[] {new Accuracy(), TopK.of(2)}, parse("--metrics=top2").of(CLASSES, true));
    assertArrayEquals(
        new Metric[] {new BinaryAccuracy()},
        parse("--metrics=binary").of(Target.values(Shape.of(3), Target.Range.UNIT), true));
    requireMisuse("there is no 'f1'; there are accuracy, topK", "f1");
    requireMisuse("top0: top-k: k must be at least 1", "top0");
    requireMisuse("macro:1: macro takes no numbers", "macro:1");
    requireMisuse("within cannot be measured of what the loss compares with", "top2,within");
    String twice =
        assertThrows(
                MisuseException.class,
                () -> parse("--metrics=within,within:1").of(Target.values(Shape.of(3)), true))
            .getMessage();
    assertTrue(twice.contains("are called 'withinAccuracy'"), twice);
  }

  private static void requireMisuse(String message, String names) {
    String said =
        assertThrows(MisuseException.class, () -> parse("--metrics", names).of(CLASSES, true))
            .getMessage();
    assertTrue(said.contains(message), said);
  }

  private Outcome train(String... more) {
    String[] usual = {
      "train",
      "--model",
      "linear",
      "--batch",
      "500",
      "--epochs",
      "1",
      "--device",
      "cpu",
      "--no-report",
      "--out",
      folder.toString(),
      "--json",
      "--metrics",
      "top5,macro"
    };
    String[] all = java.util.Arrays.copyOf(usual, usual.length + more.length);
    System.arraycopy(more, 0, all, usual.length, more.length);
    return Outcome.of(all);
  }

  @Test
  void trainAndEvalReportThem() {
    Outcome trained = train("--freeze", "dense1/b", "--label-smoothing", "0.1");
    assertEquals(0, trained.status(), trained.err());
    assertTrue(trained.err().contains("macroF1"), "the table of epochs: " + trained.err());
    Map<String, Json> json = trained.json();
    assertTrue(
        json.containsKey("testTop5Accuracy") && json.containsKey("trainMacroF1"), json::toString);
    assertTrue(json.get("epochs").toString().contains("validationTop5Accuracy"), json::toString);

    Outcome again = train("--freeze", "dense1/b", "--label-smoothing", "0.1", "--resume");
    assertEquals(0, again.status(), again.err());
    for (String[] other :
        new String[][] {
          {"--metrics", "micro"}, {"--freeze", "dense1/w"}, {"--label-smoothing", "0.2"}
        }) {
      Outcome refused = train(other[0], other[1], "--resume");
      assertEquals(2, refused.status(), other[0]);
      assertTrue(refused.err().contains(other[0] + " "), refused.err());
    }

    Outcome measured =
        Outcome.of(
            "eval",
            "--device",
            "cpu",
            "--json",
            "--metrics",
            "top5,micro",
            "--model",
            folder.resolve("model.fovea").toString());
    assertEquals(0, measured.status(), measured.err());
    assertEquals(json.get("testTop5Accuracy"), measured.json().get("testTop5Accuracy"));
    assertEquals(measured.json().get("testAccuracy"), measured.json().get("testMicroF1"));
    assertNotEquals(null, measured.json().get("testMacroF1"));
  }
}
