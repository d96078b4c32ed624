package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.io.Json;
import io.fovea.io.JsonField;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Losses and metrics in archives, those of before included. */
class LossArchiveTest {

  /** Losses with settings, metrics and an epoch that was stopped come back as they were. */
  @Test
  void settingsAndMetricsAreKept(@TempDir Path folder) {
    Path file = folder.resolve("a.fovea");
    Loss loss = new SoftmaxCrossEntropy().labelSmoothing(0.1).weights(1.0, 2.0, 0.5).times(2);
    Examples examples = Tasks.bands(60);
    try (Device device = Tasks.open("cpu");
        Trainer whole = trainer(device, loss);
        Trainer trainer = trainer(device, loss)) {
      EpochResult expected = whole.fit(examples, Fit.epochs(2).batch(10)).last();
      trainer.fit(examples, Fit.epochs(1).batch(10));
      trainer.save(file);
      try (Trainer resumed = Trainer.resume(file, device);
          Predictor predictor = Predictor.load(file, device)) {
        assertEquals(List.of(loss), resumed.losses());
        assertEquals(trainer.evaluate(examples).numbers(), predictor.evaluate(examples).numbers());
        EpochResult last = resumed.fit(examples, Fit.epochs(1).batch(10)).last();
        assertEquals(expected.training(), last.training());
        assertEquals(whole.weights(), resumed.weights());
        assertTrue(last.training().containsKey("top2Accuracy"), last.toString());
      }
    }
  }

  /** What archives held before there were other losses. */
  @Test
  void olderHistoriesAreRead() {
    String json =
        "{\"epoch\": 1, \"steps\": 5, \"loss\": 0.5, \"accuracy\": 0.25, \"validationLoss\": null,"
            + " \"validationAccuracy\": null, \"learningRate\": 0.1, \"seconds\": 1.5,"
            + " \"examplesPerSecond\": 9}";
    EpochResult read = EpochResult.read(new JsonField(Json.parse(json), "x"));
    assertEquals(0.25, read.accuracy());
    assertEquals(0.5, read.measuredLoss());
    EpochResult measured =
        EpochResult.read(
            new JsonField(Json.parse(json.replace("Loss\": null", "Loss\": 0.75")), "x"));
    assertEquals(0.75, measured.measuredLoss());
  }

  /** Archives from before losses had settings and trainers metrics. */
  @Test
  void olderArchivesAreRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("new.fovea");
    Path old = folder.resolve("old.fovea");
    try (Device device = Tasks.open("reference");
        Trainer trainer = Trainer.of(Tasks.net(), device).build()) {
      trainer.fit(Tasks.bands(40), Fit.epochs(1));
      trainer.save(file);
      try (ZipInputStream in = new ZipInputStream(Files.newInputStream(file));
          ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(old))) {
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
          byte[] bytes = in.readAllBytes();
          if (entry.getName().equals("model.json")) {
            String json = new String(bytes, StandardCharsets.UTF_8);
            String before =
                json.replaceFirst("(?s)\"metrics\"\\s*:\\s*\\[[^]]*],", "")
                    .replaceFirst(
                        "(?s)\"losses\"\\s*:\\s*\\[\\s*\\{[^}]*}\\s*]",
                        "\"losses\": [\"softmax_cross_entropy\"]");
            assertNotEquals(json, before);
            assertFalse(
                before.contains("\"metrics\"") || before.contains("labelSmoothing"), before);
            bytes = before.getBytes(StandardCharsets.UTF_8);
          }
          out.putNextEntry(new ZipEntry(entry.getName()));
          out.write(bytes);
          out.closeEntry();
        }
      }
      try (Trainer resumed = Trainer.resume(old, device)) {
        assertEquals(List.of(new SoftmaxCrossEntropy()), resumed.losses());
        assertEquals(trainer.history(), resumed.history());
        Examples examples = Tasks.bands(40);
        assertEquals(trainer.evaluate(examples).numbers(), resumed.evaluate(examples).numbers());
      }
    }
  }

  private static Trainer trainer(Device device, Loss loss) {
    return Trainer.of(Tasks.net(), device)
        .loss(loss)
        .metrics(TopK.of(2), new PrecisionRecall(PrecisionRecall.Average.MICRO))
        .build();
  }
}
