package io.fovea.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The safetensors format: round trips, bytes worked out by hand, and broken files. */
class SafeTensorsTest {
  @TempDir Path folder;

  @Test
  void everyTypeComesBackBitForBit() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    float[] many = new float[50_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = Float.intBitsToFloat(0x3f800000 + i * 77);
    }
    tensors.put("conv1/w", Tensor.of(Shape.of(5, 10_000), many));
    tensors.put("double", Tensor.of(Shape.of(2), Math.PI, Double.MIN_VALUE));
    tensors.put("step", Tensor.scalar(-7));
    tensors.put("odd", Tensor.of(Shape.of(3), new byte[] {1, -1, 7}));
    tensors.put("edge", Tensor.of(Shape.of(3), Float.NaN, Float.NEGATIVE_INFINITY, -0f));
    Path file = folder.resolve("t.safetensors");
    SafeTensors.write(file, tensors, Map.of("made", "by a test"));
    assertEquals(tensors, SafeTensors.read(file));
    assertEquals(List.copyOf(tensors.keySet()), List.copyOf(SafeTensors.read(file).keySet()));
  }

  /** The header's length is a multiple of 8, and numbers are little-endian. */
  @Test
  void bytesAreThoseOfTheFormat() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafeTensors.write(out, Map.of("a", Tensor.of(Shape.of(1, 2), 1f, -2f)), Map.of());
    String header = "{\"a\": {\"dtype\": \"F32\", \"shape\": [1, 2], \"data_offsets\": [0, 8]}}";
    byte[] expected = file(header + " ".repeat((8 - header.length() % 8) % 8), 8);
    ByteBuffer.wrap(expected)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(expected.length - 8, 1f)
        .putFloat(expected.length - 4, -2f);
    assertArrayEquals(expected, out.toByteArray());
    assertEquals(0, (expected.length - 16) % 8);
  }

  private static byte[] file(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    return file.putLong(text.length).put(text).array();
  }

  private static String tensor(String name, String dtype, String shape, String offsets) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}"
        .formatted(name, dtype, shape, offsets);
  }

  private static byte[] lengthOnly(long length) {
    return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
  }

  /** Broken files, and words that the message must have. */
  static Stream<Arguments> broken() {
    return Stream.of(
        fault(new byte[0], "0 bytes"),
        fault(new byte[7], "7 bytes"),
        fault(lengthOnly(9), "header: its length"),
        fault(lengthOnly(0), "header: its length"),
        fault(lengthOnly(-1), "18446744073709551615"),
        fault(lengthOnly(Long.MAX_VALUE), "9223372036854775807"),
        fault(file("{]", 0), "header: line 1, column 2"),
        fault(file("[]", 0), "header must be an object"),
        fault(file("{\"a\":3}", 0), "header.a must be an object"),
        fault(file("{\"__metadata__\":{\"a\":1}}", 0), "header.__metadata__.a"),
        fault(file("{" + tensor("a", "F16", "[1]", "[0,2]") + "}", 2), "header.a.dtype must be"),
        fault(file("{\"a\":{\"dtype\":\"F32\"}}", 0), "header.a has no field 'shape'"),
        fault(
            file("{" + tensor("a", "F32", "[0]", "[0,0]") + "}", 0), "header.a.shape[0] must lie"),
        fault(
            file("{" + tensor("a", "F32", "[-1]", "[0,4]") + "}", 4), "header.a.shape[0] must lie"),
        fault(
            file("{" + tensor("a", "F32", "[1.5]", "[0,4]") + "}", 4),
            "header.a.shape[0] must be an integer"),
        fault(
            file("{" + tensor("a", "F32", "[2147483647,2147483647,9]", "[0,4]") + "}", 4),
            "header.a.shape is too large"),
        fault(
            file("{" + tensor("a", "U8", "[65536,65536]", "[0,4294967296]") + "}", 4), "2^31 - 1"),
        fault(
            file("{" + tensor("a", "F32", "[2]", "[0,4]") + "}", 4),
            "header.a.data_offsets must enclose 8 bytes"),
        fault(
            file("{" + tensor("a", "F32", "[1]", "[0]") + "}", 4),
            "header.a.data_offsets must be begin and end"),
        fault(file("{" + tensor("a", "F32", "[1]", "[-4,0]") + "}", 4), "header.a.data_offsets"),
        fault(file("{" + tensor("a", "F32", "[1]", "[4,8]") + "}", 8), "must begin where", "at 0"),
        fault(
            file(
                "{"
                    + tensor("a", "F32", "[1]", "[0,4]")
                    + ","
                    + tensor("b", "F32", "[1]", "[0,4]")
                    + "}",
                8),
            "must begin where",
            "at 4"),
        fault(file("{" + tensor("a", "F32", "[1]", "[0,4]") + "}", 5), "4 bytes, but 5 follow"),
        fault(
            file("{" + tensor("a", "F32", "[1000000]", "[0,4000000]") + "}", 8),
            "4000000 bytes, but 8 follow"),
        fault(
            file(
                "{"
                    + tensor("a", "F32", "[1]", "[0,4]")
                    + ","
                    + tensor("a", "F32", "[1]", "[4,8]")
                    + "}",
                8),
            "'a' occurs twice"),
        fault(file("[".repeat(100), 0), "header: line 1, column 66: nested deeper than 64"),
        fault(
            file("{" + tensor("a", "F32", "[1]", "[0,1e400]") + "}", 4),
            "header: line 1",
            "a number too large for double precision"),
        fault(
            file("{" + tensor("a", "F32", "[1]", "[0,99999999999999999999]") + "}", 4),
            "header.a.data_offsets[1] must be an integer"),
        fault(
            file("{" + tensor("a", "F32", "[1]", "[9223372036854775807,3]") + "}", 4),
            "header.a.data_offsets must enclose 4 bytes"),
        fault(
            file("{" + tensor("a", "F32", "[1]", "[4,0]") + "}", 4),
            "header.a.data_offsets must enclose 4 bytes"),
        fault(file("{" + tensor("a", "F32", "3", "[0,4]") + "}", 4), "header.a.shape must be an"),
        fault(
            file("{\"a\":{\"dtype\":4,\"shape\":[1],\"data_offsets\":[0,4]}}", 4),
            "header.a.dtype must be a string"),
        fault(
            file(
                "{"
                    + tensor("a", "F32", "[1]", "[0,4]")
                    + ","
                    + tensor("b", "F32", "[1]", "[5,9]")
                    + "}",
                9),
            "header.b.data_offsets must begin where",
            "at 4, got 5"));
  }

  private static Arguments fault(byte[] bytes, String... words) {
    return Arguments.of(bytes, List.of(words));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenFileIsNamed(byte[] bytes, List<String> words) throws IOException {
    Path file = folder.resolve("broken.safetensors");
    Files.write(file, bytes);
    String message = assertThrows(FormatException.class, () -> SafeTensors.read(file)).getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    for (String word : words) {
      assertTrue(message.contains(word), () -> message + " lacks " + word);
    }
  }

  @Test
  void everyShorterFileIsRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafeTensors.write(
        out, Map.of("a", Tensor.of(Shape.of(3), 1f, 2f, 3f)), Map.of("format", "fovea"));
    byte[] whole = out.toByteArray();
    for (int n = 0; n < whole.length; n++) {
      byte[] cut = Arrays.copyOf(whole, n);
      assertThrows(
          Exception.class, () -> SafeTensors.read(new ByteArrayInputStream(cut), cut.length, null));
      // A stream that ends before the size that was promised.
      assertThrows(
          IOException.class,
          () -> SafeTensors.read(new ByteArrayInputStream(cut), whole.length, null));
    }
  }

  @Test
  void tensorsMustBeThoseExpected() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafeTensors.write(out, Map.of("a", Tensor.of(Shape.of(3), 1.0, 2.0, 3.0)), Map.of());
    byte[] bytes = out.toByteArray();
    assertEquals(
        DType.F64, read(bytes, Map.of("a", TensorType.real(3))).get("a").dtype(), "reals, wider");
    assertEquals(
        "lacks [b]; the model has no [a]", refusal(bytes, Map.of("b", TensorType.real(3))));
    assertEquals(
        "'a' is F64 [3], the model expects F32 [4]",
        refusal(bytes, Map.of("a", TensorType.real(4))));
    assertEquals(
        "'a' is F64 [3], the model expects I32 [3]",
        refusal(bytes, Map.of("a", TensorType.ints(3))));
    assertEquals(
        "lacks [b]", refusal(bytes, Map.of("a", TensorType.real(3), "b", TensorType.real(3))));
  }

  private static Map<String, Tensor> read(byte[] bytes, Map<String, TensorType> expected)
      throws IOException {
    return SafeTensors.read(
        new ByteArrayInputStream(bytes), bytes.length, Wanted.exactly(expected));
  }

  private static String refusal(byte[] bytes, Map<String, TensorType> expected) {
    return assertThrows(FormatException.class, () -> read(bytes, expected)).getMessage();
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none");
    String message =
        assertThrows(UncheckedIOException.class, () -> SafeTensors.read(file)).getMessage();
    assertTrue(message.contains(file.toString()), message);
  }
}
