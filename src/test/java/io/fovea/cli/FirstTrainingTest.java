package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.io.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./fovea train} with nothing else, as a newcomer types it, on the backend that every
 * machine has. It is promised more than 97 % in under 90 seconds; the time is not asserted, since
 * it says as much of what else the machine does, but a failure tells it.
 */
@Tag("learning")
class FirstTrainingTest {
  @Test
  void learnsTheDigits(@TempDir Path folder) {
    Outcome trained = Outcome.of("train", "--device", "cpu", "--out", folder.toString(), "--json");
    assertEquals(0, trained.status(), trained.err());
    Map<String, Json> report = trained.json();
    assertEquals(new Json.Text("digits"), report.get("data"));
    double accuracy = ((Json.Real) report.get("testAccuracy")).value();
    assertTrue(accuracy > 0.97, () -> accuracy + " after " + report.get("seconds") + " s");
  }
}
