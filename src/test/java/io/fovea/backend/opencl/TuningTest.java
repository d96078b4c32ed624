package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Choice;
import io.fovea.backend.DeviceException;
import io.fovea.backend.Precision;
import io.fovea.graph.Node;
import io.fovea.op.MatMul;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Choices by nodes, and the file that keeps them. */
class TuningTest {
  private static final Choice TILE = new Choice("tiles", "6x16");
  private static final Choice OTHER = new Choice("other", "");

  @TempDir private Path folder;

  private static Node product(int batch, int columns) {
    TensorType x = TensorType.real(batch, 5);
    TensorType w = TensorType.real(5, columns);
    List<Value> outputs = List.of(new Value(TensorType.real(batch, columns), "y"));
    return new Node(new MatMul(), List.of(new Value(x, "x"), new Value(w, "w")), outputs, "dense");
  }

  private static Tuning with(Tuning tuning, Node node, Choice choice) {
    return tuning.with(
        Tuning.signature(node), new Tuning.Entry(Tuning.batch(node), choice, "digest"));
  }

  private static Choice choice(Tuning tuning, Node node) {
    Tuning.Entry entry = tuning.of(node);
    return entry == null ? new Choice("none", "") : entry.choice();
  }

  @Test
  void theNearestBatchCounts() {
    Tuning tuning = with(with(Tuning.NONE, product(2, 7), OTHER), product(256, 7), TILE);
    assertEquals(OTHER, choice(tuning, product(1, 7)));
    assertEquals(OTHER, choice(tuning, product(8, 7)));
    assertEquals(TILE, choice(tuning, product(64, 7)));
    assertEquals(TILE, choice(tuning, product(999, 7)));
    assertNull(tuning.of(product(2, 8)), "of another width nothing is known");
    assertTrue(tuning.knows(product(256, 7)));
    assertFalse(tuning.knows(product(255, 7)));
  }

  @Test
  void aLaterChoiceReplacesOneForTheSameBatch() {
    Tuning tuning = with(with(Tuning.NONE, product(2, 7), OTHER), product(2, 7), TILE);
    assertEquals(1, tuning.size());
    assertEquals(TILE, choice(tuning, product(2, 7)));
    Tuning both =
        tuning.orElse(with(with(Tuning.NONE, product(2, 7), OTHER), product(3, 7), OTHER));
    assertEquals(TILE, choice(both, product(2, 7)));
    assertEquals(OTHER, choice(both, product(3, 7)));
  }

  @Test
  void whatChangesNoBitIsNotInTheDigest() {
    Tuning tuning = with(Tuning.NONE, product(2, 7), TILE);
    assertEquals(
        tuning.digest(), with(Tuning.NONE, product(2, 7), new Choice("tiles", "8x8")).digest());
    assertNotEquals(tuning.digest(), with(Tuning.NONE, product(2, 7), OTHER).digest());
    assertNotEquals(tuning.digest(), Tuning.NONE.digest());
  }

  @Test
  void choicesAreReadAsTheyAreWritten() {
    assertEquals(TILE, Choice.parse(TILE.toString()));
    assertEquals(OTHER, Choice.parse(OTHER.toString()));
    Tuning tuning = with(with(Tuning.NONE, product(2, 7), OTHER), product(256, 8), TILE);
    TuningFile file =
        new TuningFile(folder.resolve("new/of.tuning"), target("1.0", "a GPU"), false);
    assertEquals(0, file.user().size());
    file.save(tuning);
    assertEquals(tuning.entries(), file.user().entries());
    assertTrue(file.delete());
    assertFalse(file.delete());
    assertEquals(0, file.user().size());
  }

  /** Whatever is wrong with a file, none of it is used. */
  @Test
  void aDamagedFileIsRefused() {
    TuningFile file = new TuningFile(null, target("1.0", "a GPU"), false);
    String whole = file.text(with(with(Tuning.NONE, product(2, 7), OTHER), product(256, 8), TILE));
    List<String> damaged = new ArrayList<>(List.of("", "\n\n\n\n", "garbage \0"));
    damaged.add(whole.replace("fovea tuning 1", "fovea tuning 2"));
    damaged.add(whole.replace("256\t", "-256\t"));
    damaged.add(whole.replace("\ttiles/", " tiles/"));
    damaged.add(whole.replace("\tother\t", "\t\t"));
    List<String> lines = whole.lines().toList();
    for (int cut = 0; cut < lines.size(); cut++) {
      damaged.add(String.join("\n", lines.subList(0, cut)));
    }
    for (String text : damaged) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThrows(IOException.class, () -> file.read(bytes, true), text);
    }
  }

  @Test
  void aFileForAnotherDeviceOrDriverIsRefused() throws IOException {
    Tuning tuning = with(Tuning.NONE, product(2, 7), TILE);
    TuningFile file = new TuningFile(null, target("1.0", "a GPU"), false);
    byte[] bytes = file.text(tuning).getBytes(StandardCharsets.UTF_8);
    assertEquals(1, file.read(bytes, true).size());
    TuningFile newer = new TuningFile(null, target("1.1", "a GPU"), false);
    var thrown = assertThrows(IOException.class, () -> newer.read(bytes, true));
    assertTrue(thrown.getMessage().startsWith("it is not for this driver"), thrown.getMessage());
    assertEquals(1, newer.read(bytes, false).size(), "a table of the library is for any driver");
    TuningFile other = new TuningFile(null, target("1.0", "another GPU"), false);
    assertThrows(IOException.class, () -> other.read(bytes, false));
  }

  /** The property may name the wrong file. */
  @Test
  void whatIsNoTuningFileIsNeitherReplacedNorRemoved() throws IOException {
    Path path = Files.writeString(folder.resolve("notes.txt"), "what I measured\nby hand");
    TuningFile file = new TuningFile(path, target("1.0", "a GPU"), false);
    var thrown = assertThrows(DeviceException.class, () -> file.save(Tuning.NONE));
    assertTrue(thrown.getMessage().contains("notes.txt"), thrown.getMessage());
    assertTrue(thrown.getMessage().endsWith("it is no tuning file"), thrown.getMessage());
    assertThrows(DeviceException.class, file::delete);
    assertEquals("what I measured\nby hand", Files.readString(path));
  }

  /** A file that the property names may be anybody's. */
  @Test
  void aFileOfAnotherDeviceOrDriverIsNeitherReplacedNorRemoved() throws IOException {
    Path path = folder.resolve("choices.tuning");
    new TuningFile(path, target("1.0", "a GPU"), false).save(Tuning.NONE);
    new TuningFile(path, target("1.0", "a GPU"), false)
        .save(with(Tuning.NONE, product(2, 7), TILE));
    String whole = Files.readString(path);
    for (ClTarget target : List.of(target("1.1", "a GPU"), target("1.0", "another GPU"))) {
      TuningFile others = new TuningFile(path, target, false);
      var thrown = assertThrows(DeviceException.class, () -> others.save(Tuning.NONE));
      assertTrue(thrown.getMessage().contains(path.toString()), thrown.getMessage());
      assertTrue(thrown.getMessage().contains("it is not for this d"), thrown.getMessage());
      assertThrows(DeviceException.class, others::delete);
      assertEquals(whole, Files.readString(path));
    }
  }

  @Test
  void eachDeviceAndDriverHasAFileOfItsOwn() {
    System.setProperty(CacheDirectory.PROPERTY, folder.toString());
    System.clearProperty(TuningFile.PROPERTY);
    try {
      Path first = TuningFile.ofUser(target("1.0", "a GPU")).path();
      assertEquals(first, TuningFile.ofUser(target("1.0", "a GPU")).path());
      assertNotEquals(first, TuningFile.ofUser(target("1.1", "a GPU")).path());
      assertNotEquals(first, TuningFile.ofUser(target("1.0", "another GPU")).path());
      assertTrue(String.valueOf(first).startsWith(folder.toString()), String.valueOf(first));
      System.setProperty(TuningFile.PROPERTY, "off");
      assertNull(TuningFile.ofUser(target("1.0", "a GPU")).path());
      System.setProperty(TuningFile.PROPERTY, folder.resolve("mine").toString());
      assertEquals(folder.resolve("mine"), TuningFile.ofUser(target("1.0", "a GPU")).path());
    } finally {
      System.setProperty(TuningFile.PROPERTY, "off");
      System.clearProperty(CacheDirectory.PROPERTY);
    }
  }

  private static ClTarget target(String driver, String name) {
    var info =
        new ClDeviceInfo(
            "0.0",
            "a platform",
            "1.2",
            name,
            "a vendor",
            "1.2",
            driver,
            ClDeviceInfo.Type.GPU,
            8,
            1000,
            1L << 34,
            1L << 32,
            0,
            32 << 10,
            true,
            256,
            List.of(256L, 256L, 64L),
            1,
            1,
            512,
            4096,
            List.of());
    return new ClTarget(info, KernelFamily.PORTABLE, Precision.FP32);
  }
}
