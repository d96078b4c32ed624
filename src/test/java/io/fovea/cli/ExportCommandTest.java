package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saved networks in other forms, and what is made of them again. */
class ExportCommandTest {
  @TempDir private Path folder;

  @Test
  void whatIsExportedIsReadAgain() throws Exception {
    String archive = folder.resolve("model.fovea").toString();
    String json = folder.resolve("model.json").toString();
    String weights = folder.resolve("model.safetensors").toString();
    Outcome trained =
        Outcome.of(
            "train",
            "--model",
            "linear",
            "--epochs",
            "1",
            "--device",
            "cpu",
            "--out",
            folder.toString());
    assertEquals(0, trained.status(), trained.err());

    Outcome exported = Outcome.of("export", "--model", archive, "--to", json, "--json");
    assertEquals(0, exported.status(), exported.err());
    assertEquals(new Json.Int(7850), exported.json().get("numbers"));
    assertEquals(new Json.Int(2), exported.json().get("tensors"));
    assertEquals(new Json.Int(Files.size(Path.of(json))), exported.json().get("bytes"));
    exported = Outcome.of("export", "--model", json, "--to", weights);
    assertEquals(0, exported.status(), exported.err());
    assertTrue(exported.out().contains("7,850 numbers in 2 tensors"), exported.out());

    Json loss = evaluated(archive);
    assertEquals(loss, evaluated(json));
    assertEquals(
        Outcome.of("summary", archive).out(), Outcome.of("summary", json).out(), "architecture");

    String[] more = {
      "train",
      "--model",
      "linear",
      "--epochs",
      "1",
      "--lr",
      "0",
      "--device",
      "cpu",
      "--out",
      folder.resolve("again").toString(),
      "--json",
      "--weights",
      weights
    };
    Outcome again = Outcome.of(more);
    assertEquals(0, again.status(), again.err());
    assertEquals(loss, again.json().get("testLoss"), "a rate of 0 changes nothing");
    assertTrue(again.err().contains("2 tensors taken over"), again.err());
  }

  private static Json evaluated(String model) {
    Outcome outcome = Outcome.of("eval", "--model", model, "--device", "cpu", "--json");
    assertEquals(0, outcome.status(), outcome.err());
    return outcome.json().get("testLoss");
  }

  @Test
  void mistakesAreNamed() {
    String out = folder.resolve("out").toString();
    assertFails(2, "Missing required option: '--to=FILE'", "export");
    assertFails(2, "must end in .json or .safetensors", "export", "--to", "a.txt");
    assertFails(1, "none.fovea: no such file", "export", "--model", "none.fovea", "--to", "a.json");
    assertFails(2, "--weights-of: needs --weights", "train", "--weights-of", "conv1", "--out", out);
    assertFails(
        2, "--resume has weights already", "train", "--resume", "--weights", "a", "--out", out);
    assertFails(1, "none: no such file", "train", "--weights", "none", "--out", out);
  }

  @Test
  void theListOfCommandsHasAWholeSentence() {
    String all = Outcome.of("--help").out();
    assertTrue(all.contains("Write a saved network as JSON, or its weights as safetensors."), all);
    String help = Outcome.of("export", "--help").out();
    assertTrue(help.contains("%n  .json         network and weights".formatted()), help);
    assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
  }

  private static void assertFails(int status, String words, String... arguments) {
    Outcome outcome = Outcome.of(arguments);
    assertEquals(status, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains(words), outcome.err());
  }
}
