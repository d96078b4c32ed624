package io.fovea.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Dense;
import io.fovea.op.TensorType;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Model archives: round trips, and every way in which one can be broken. */
class ModelArchiveTest {
  private static final Model MODEL =
      Sequential.of(Shape.of(4), Dense.of(3), new BatchNorm(), Dense.of(2).withoutBias());
  private static final Map<String, TensorType> STATE = Map.of("moment0/a", TensorType.real(5));

  @TempDir Path folder;

  private static ModelArchive archive() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    MODEL.parameters().forEach(p -> weights.put(p.path(), p.initial(1)));
    MODEL.statistics().forEach(s -> weights.put(s.path(), s.initial()));
    return new ModelArchive(
        MODEL,
        Json.object().with("scale", 0.5),
        List.of("cat", "d\u00f6g"),
        weights,
        Json.object().with("seed", 7));
  }

  private static Map<String, Tensor> state() {
    return Map.of("moment0/a", Tensor.of(Shape.of(5), 1f, 2f, 3f, 4f, 5f));
  }

  @Test
  void everythingComesBack() {
    Path file = folder.resolve("model.fovea");
    archive().write(file, state());
    ModelArchive back = ModelArchive.read(file);
    assertEquals(MODEL.steps(), back.model().steps());
    assertEquals(archive().weights(), back.weights());
    assertEquals(archive().classNames(), back.classNames());
    assertEquals(archive().preprocessing(), back.preprocessing());
    assertEquals(archive().training(), back.training());
    assertEquals(state(), ModelArchive.readState(file, STATE));
  }

  @Test
  void equalModelsMakeEqualFiles() throws IOException {
    archive().write(folder.resolve("a"), state());
    archive().write(folder.resolve("b"), state());
    assertEquals(-1, Files.mismatch(folder.resolve("a"), folder.resolve("b")));
  }

  /** The archive with some entries replaced, or left out where the new content is null. */
  private static byte[] with(Map<String, UnaryOperator<byte[]>> changes) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    Json.Fields json =
        Json.object()
            .with("format", "fovea")
            .with("version", 1)
            .with("model", ModelCodec.write(MODEL))
            .with("classNames", List.of());
    entries.put("model.json", json.pretty().getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream weights = new ByteArrayOutputStream();
    SafeTensors.write(weights, archive().weights(), Map.of());
    entries.put("weights.safetensors", weights.toByteArray());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      UnaryOperator<byte[]> change = changes.get(entry.getKey());
      byte[] content = change == null ? entry.getValue() : change.apply(entry.getValue());
      if (content != null) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(content);
        zip.closeEntry();
      }
    }
    zip.finish();
    return out.toByteArray();
  }

  private static byte[] withJson(String from, String to) throws IOException {
    return with(
        Map.of(
            "model.json",
            bytes -> {
              String text = new String(bytes, StandardCharsets.UTF_8);
              assertTrue(text.contains(from), from);
              return text.replace(from, to).getBytes(StandardCharsets.UTF_8);
            }));
  }

  private static byte[] weightsOf(Map<String, Tensor> weights) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafeTensors.write(out, weights, Map.of());
    return with(Map.of("weights.safetensors", bytes -> out.toByteArray()));
  }

  static Stream<Arguments> broken() throws IOException {
    Map<String, Tensor> lacking = new LinkedHashMap<>(archive().weights());
    lacking.remove("norm1/mean");
    Map<String, Tensor> wrong = new LinkedHashMap<>(archive().weights());
    wrong.put("dense1/w", Tensor.zeros(io.fovea.tensor.DType.F32, Shape.of(3, 4)));
    return Stream.of(
        Arguments.of(new byte[0], "is neither an archive"),
        Arguments.of("not a zip".getBytes(StandardCharsets.UTF_8), "is neither an archive"),
        Arguments.of(with(Map.of("model.json", b -> null)), "model.json: is missing"),
        Arguments.of(with(Map.of("weights.safetensors", b -> null)), "weights.safetensors: is"),
        Arguments.of(with(Map.of("model.json", b -> Arrays.copyOf(b, 100))), "model.json: line "),
        Arguments.of(with(Map.of("model.json", b -> new byte[] {(byte) 0xff})), "UTF-8"),
        Arguments.of(
            with(Map.of("model.json", b -> new byte[(16 << 20) + 1])), "the most is 16,777,216"),
        Arguments.of(
            with(Map.of("model.json", b -> new byte[16 << 20])), "more than 200 times as many"),
        Arguments.of(withJson("\"fovea\"", "\"other\""), "model.json: format must be \"fovea\""),
        Arguments.of(withJson("\"version\": 1", "\"version\": 2"), "version is of a newer program"),
        Arguments.of(withJson("\"version\": 1", "\"version\": 0"), "version must lie in 1 to 1"),
        Arguments.of(withJson("\"version\": 1", "\"ver\": 1"), "has no field 'version'"),
        Arguments.of(withJson("batch_norm", "magic"), "model.layers[1].type is not the name"),
        Arguments.of(withJson("\"units\": 3", "\"units\": 0"), "model.layers[0]: dense: units"),
        Arguments.of(withJson("\"units\": 3", "\"units\": 2000000000"), "'dense1/w' is F32 [4, 3]"),
        Arguments.of(withJson("\"classNames\"", "\"classes\""), "classes has no meaning here"),
        Arguments.of(withJson("\"classNames\": []", "\"training\": 3"), "no field 'classNames'"),
        Arguments.of(withJson("\"version\": 1", "\"version\": 1.5"), "version must be an integer"),
        Arguments.of(
            withJson("\"version\": 1", "\"version\": 1, \"version\": 1"), "'version' occurs twice"),
        Arguments.of(
            withJson("\"version\": 1", "\"version\": 1, \"extra\": 0"),
            "extra has no meaning here"),
        Arguments.of(
            withJson("\"momentum\": 0.1", "\"momentum\": NaN"), "expected a value, found 'N'"),
        Arguments.of(
            withJson("\"momentum\": 0.1", "\"momentum\": 1e999"), "a number too large for double"),
        Arguments.of(
            withJson("\"classNames\": []", "\"classNames\": " + "[".repeat(80)),
            "nested deeper than 64"),
        Arguments.of(withJson("\"units\": 3", "\"units\": 3e0"), "units must be an integer"),
        Arguments.of(
            withJson("\"units\": 3", "\"units\": 99999999999999999999"),
            "units must be an integer"),
        Arguments.of(
            withJson("\"units\": 3", "\"units\": 3, \"colour\": 1"), "layers[0].colour has no"),
        Arguments.of(withWord(8, 0x0801), "is not a whole archive"),
        Arguments.of(
            withWord(24, 1 << 30), "model.json: unpacks to 1,073,741,824 bytes, the most is"),
        Arguments.of(withWord(24, 16 << 20), "more than 200 times as many"),
        Arguments.of(withWord(24, 5), "model.json: "),
        Arguments.of(
            withWord(20, 1 << 30), "model.json: takes 1,073,741,824 bytes by the archive's"),
        Arguments.of(withWord(16, 77), "do not have the checksum"),
        Arguments.of(withWord(42, 1 << 29), "model.json: ends too early"),
        Arguments.of(twice(), "model.json: occurs 2 times"),
        Arguments.of(
            with(Map.of("weights.safetensors", b -> Arrays.copyOf(b, b.length - 1))),
            "weights.safetensors: its tensors have"),
        Arguments.of(
            with(Map.of("weights.safetensors", b -> Arrays.copyOf(b, 17 << 20))),
            "weights.safetensors: unpacks to 17,825,792 bytes, the most is"),
        Arguments.of(weightsOf(lacking), "weights.safetensors: lacks [norm1/mean]"),
        Arguments.of(weightsOf(wrong), "'dense1/w' is F32 [3, 4], the model expects F32 [4, 3]"));
  }

  /**
   * The archive with a word in the directory's line of its first entry changed.
   *
   * @param at offset in the line: 16 for the checksum, 20 the packed size, 24 the size, 42 the
   *     place
   */
  private static byte[] withWord(int at, int value) throws IOException {
    byte[] zip = with(Map.of());
    ByteBuffer words = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int directory = words.getInt(zip.length - 6);
    assertEquals(0x02014b50, words.getInt(directory));
    words.putInt(directory + at, value);
    return zip;
  }

  /** The archive with two entries of one name, which writers refuse to write. */
  private static byte[] twice() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ZipOutputStream zip = new ZipOutputStream(out);
    for (String name : List.of("model.json", "model.jsox")) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write('{');
      zip.closeEntry();
    }
    zip.finish();
    return out.toString(StandardCharsets.ISO_8859_1)
        .replace("model.jsox", "model.json")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenArchiveIsNamed(byte[] bytes, String words) throws IOException {
    Path file = folder.resolve("broken.fovea");
    Files.write(file, bytes);
    String message =
        assertThrows(FormatException.class, () -> ModelArchive.read(file)).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    assertTrue(message.contains(words), message);
    assertEquals(message.indexOf(file.toString()), message.lastIndexOf(file.toString()), message);
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.fovea");
    assertEquals(
        file + ": no such file",
        assertThrows(UncheckedIOException.class, () -> ModelArchive.read(file)).getMessage());
  }

  /**
   * Cut anywhere, or with any byte changed, an archive is refused or read; nothing else happens.
   */
  @Test
  void damageIsFoundOrHarmless() throws IOException {
    Path file = folder.resolve("model.fovea");
    archive().write(file, state());
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    for (int n = 0; n < whole.length; n += 31) {
      Files.write(file, Arrays.copyOf(whole, n));
      assertThrows(FormatException.class, () -> ModelArchive.read(file));
    }
    Philox.Sequence random = Philox.sequence(1, "damage");
    for (int i = 0; i < 200; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
      Files.write(file, damaged);
      try {
        ModelArchive back = ModelArchive.read(file);
        assertEquals(MODEL.steps(), back.model().steps());
        assertEquals(archive().weights(), back.weights());
        assertEquals(archive().classNames(), back.classNames());
      } catch (FormatException e) {
        refused++;
      }
    }
    assertTrue(refused > 100, refused + " of 200 were refused");
  }

  /** The directory claims a comment behind the first name; what lies there is no text. */
  @Test
  void aCommentMustBeText() throws IOException {
    Path file = folder.resolve("model.fovea");
    archive().write(file, state());
    byte[] bytes = Files.readAllBytes(file);
    int entry = bytes.length - 1;
    while (bytes[entry] != 'P' || bytes[entry + 1] != 'K' || bytes[entry + 2] != 1) {
      entry--;
    }
    int comment = 46 + "weights.safetensors".length();
    bytes[entry + 28]--;
    bytes[entry + 30] = 0;
    bytes[entry + 32] = (byte) (1 + (bytes[entry + 30] & 0xff));
    bytes[entry + comment - 1] = (byte) 0xff;
    Files.write(file, bytes);
    assertThrows(FormatException.class, () -> ModelArchive.read(file));
  }

  @Test
  void aFullDiskLosesNothing() throws IOException {
    Path file = folder.resolve("model.fovea");
    archive().write(file, state());
    byte[] before = Files.readAllBytes(file);
    Map<String, Tensor> bad = new LinkedHashMap<>();
    bad.put("x", null);
    assertThrows(NullPointerException.class, () -> archive().write(file, bad));
    assertEquals(before.length, Files.size(file));
    assertEquals(archive().weights(), ModelArchive.read(file).weights());
  }

  /** What the first version of the program wrote stays readable. */
  @Test
  void theFirstVersionIsRead() throws IOException {
    Path file = folder.resolve("version1.fovea");
    try (OutputStream out = Files.newOutputStream(file)) {
      getClass().getResourceAsStream("/io/version1.fovea").transferTo(out);
    }
    ModelArchive back = ModelArchive.read(file);
    assertEquals(MODEL.steps(), back.model().steps());
    assertEquals(archive().weights(), back.weights());
    assertEquals(List.of("cat", "d\u00f6g"), back.classNames());
    assertEquals(state(), ModelArchive.readState(file, STATE));
  }
}
