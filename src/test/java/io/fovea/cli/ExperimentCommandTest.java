package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.io.Json;
import io.fovea.testkit.Requirements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The notebooks' experiments from the command line. */
class ExperimentCommandTest {
  @Test
  void withoutANameTheyAreListed() {
    Outcome listed = Outcome.of("experiment", "--json");
    assertEquals(0, listed.status(), listed.err());
    Json.Items names = (Json.Items) listed.json().get("experiments");
    assertEquals(
        Experiments.all().stream().map(e -> (Json) new Json.Text(e.name())).toList(),
        names.items());
    Experiments.all().forEach(e -> assertTrue(listed.err().contains(e.title()), listed.err()));
  }

  @Test
  void anUnknownNameIsAnsweredByTheKnownOnes() {
    Outcome refused = Outcome.of("experiment", "fifth");
    assertEquals(2, refused.status());
    assertTrue(refused.err().contains("'fifth'"), refused.err());
    assertTrue(refused.err().contains("full-batch"), refused.err());
  }

  @Test
  void theDocumentsNameEachOfThem() throws Exception {
    String page = Files.readString(Path.of("docs/experiments.md"));
    for (Experiment experiment : Experiments.all()) {
      assertTrue(page.contains("fovea experiment " + experiment.name()), experiment.name());
      experiment.runs().forEach(run -> assertTrue(page.contains(run.name()), run.name()));
    }
  }

  @Test
  void oneRunsOnTheDataThatIsAlwaysThere() {
    Outcome outcome = Outcome.of("experiment", "full-batch", "--device", "cpu", "--json");
    assertEquals(0, outcome.status(), outcome.err());
    Map<String, Json> run = onlyRun(outcome);
    assertTrue(number(run, "trainAccuracy") > 0.5, run.toString());
    assertEquals(0.83, number(run, "reportedTrainAccuracy"));
    assertTrue(number(run, "secondsPerEpoch") > 0, run.toString());
    assertFalse(run.containsKey("diverged"), run.toString());
  }

  @Test
  void theFirstIsAtLeastAsGoodAsReported() {
    Path folder = Path.of(System.getProperty("fovea.data", "../shared/data"), "mnist");
    if (!Files.isDirectory(folder)) {
      Requirements.missing("data", folder + " is not there");
    }
    List<String> arguments = new ArrayList<>(List.of("experiment", "full-batch", "--json"));
    arguments.addAll(List.of("--data-dir", folder.toString(), "--device", "cpu"));
    Outcome outcome = Outcome.of(arguments.toArray(String[]::new));
    assertEquals(0, outcome.status(), outcome.err());
    Map<String, Json> run = onlyRun(outcome);
    assertTrue(number(run, "trainAccuracy") >= 0.83, run.toString());
    double ratio = number(run, "remeasuredSecondsPerEpoch") / number(run, "secondsPerEpoch");
    assertTrue(ratio > 1, () -> "only " + ratio + " times as fast");
  }

  private static Map<String, Json> onlyRun(Outcome outcome) {
    Json.Items runs = (Json.Items) outcome.json().get("runs");
    assertEquals(1, runs.items().size());
    return ((Json.Fields) runs.items().get(0)).fields();
  }

  private static double number(Map<String, Json> run, String field) {
    return ((Json.Real) run.get(field)).value();
  }
}
