package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Devices;
import io.fovea.io.Json;
import io.fovea.testkit.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tuning from the command line: measured, used, and forgotten. */
class TuneCommandTest {
  private static final String PROPERTY = "fovea.opencl.tuning";

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void keepChoicesInAFileOfOurOwn() {
    file = folder.resolve("choices.tuning");
    System.setProperty(PROPERTY, file.toString());
  }

  @AfterEach
  void forget() {
    System.setProperty(PROPERTY, "off");
  }

  private static long whole(Map<String, Json> fields, String name) {
    return ((Json.Int) fields.get(name)).value();
  }

  @Test
  void whatIsTunedIsUsedUntilItIsCleared() throws IOException {
    if (Devices.list().stream().noneMatch(info -> info.backend().equals("opencl"))) {
      Requirements.missing("opencl", "there is no OpenCL device");
    }
    // More classes than a vector of any processor holds: there is a choice.
    List<String> net = List.of("linear", "--classes", "40", "--batch", "16");
    String[] tune = concat(concat("tune", net), "--device", "opencl", "--json");
    Outcome outcome = Outcome.of(tune);
    assertEquals(0, outcome.status(), outcome.err());
    Map<String, Json> fields = outcome.json();
    assertTrue(whole(fields, "measured") > 0, outcome.out());
    assertEquals(0, whole(fields, "leftOut"));
    Set<String> documented = MainTest.documented().get("tune");
    assertTrue(documented.containsAll(fields.keySet()), "printed: " + fields.keySet());
    Set<String> missing = new TreeSet<>(documented);
    Set<String> printed = new TreeSet<>(Set.of("reason"));
    MainTest.collect(fields, printed);
    missing.removeAll(printed);
    assertEquals(Set.of(), missing, "documented, but not printed");
    assertTrue(outcome.err().contains("kinds of nodes: "), outcome.err());
    assertTrue(outcome.err().contains("training and inference, fp32, on "), outcome.err());
    assertEquals(new Json.Text("fp32"), fields.get("precision"));

    Outcome again = Outcome.of(tune);
    assertEquals(0, whole(again.json(), "measured"));
    assertEquals(whole(fields, "measured"), whole(again.json(), "known"));

    List<String> bench = concat("bench", net);
    String[] onOpencl = concat(bench, "--seconds", "0.1", "--device", "opencl", "--json");
    Outcome tuned = Outcome.of(onOpencl);
    assertTrue(whole(tuned.json(), "tunedLaunches") > 0, tuned.out());
    assertTrue(tuned.err().contains("by 'fovea tune'"), tuned.err());

    Outcome cleared = Outcome.of("tune", "--device", "opencl", "--clear");
    assertEquals(0, cleared.status(), cleared.err());
    assertFalse(Files.exists(file));
    assertEquals(0, whole(Outcome.of(onOpencl).json(), "tunedLaunches"));
  }

  private static List<String> concat(String first, List<String> more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(more);
    return all;
  }

  private static String[] concat(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** It is said before the device is opened, so that of which kind that is does not matter. */
  private static void assertMisuse(String message, String... options) {
    Outcome outcome = Outcome.of(concat(List.of("tune", "--device", "reference"), options));
    assertEquals(2, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains(message), outcome.err());
  }

  @Test
  void whatCannotBeMeantIsSaid() {
    Outcome cpu = Outcome.of("tune", "linear", "--device", "cpu");
    assertEquals(2, cpu.status());
    assertTrue(cpu.err().contains("cpu has nothing to tune"), cpu.err());
    assertMisuse("--minutes must be positive, got 0.0", "--minutes", "0");
    assertMisuse("--batch must be at least 1, got 0", "--batch", "0");
    assertMisuse("--batch: a batch must fit into an array", "--batch", "100000000");
    assertMisuse("--model: 'nothing' is neither a file", "--model", "nothing");
  }
}
