package io.fovea.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON in and out, and where complaints point to. */
class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "[]",
        "{}",
        "0",
        "-17",
        "9223372036854775807",
        "-9223372036854775808",
        "0.1",
        "-0.0",
        "1.0E-5",
        "1.7976931348623157E308",
        "\"\"",
        "\"a \\\"quoted\\\" \\\\ line\\nand\\ttab\"",
        "\"\u00e9\u4e2d \\ud83d\\ude00\"",
        "[1, [2, {\"a\": null}], \"x\"]",
        "{\"b\": 1, \"a\": {\"c\": [true, false]}}"
      })
  void whatIsReadIsWrittenAlike(String text) {
    Json value = Json.parse(text);
    assertEquals(text, value.compact());
    assertEquals(value, Json.parse(value.pretty()));
  }

  @Test
  void numbersAreWhatTheyLookLike() {
    assertEquals(new Json.Int(12), Json.parse(" 12 "));
    assertEquals(new Json.Real(12), Json.parse("12.0"));
    assertEquals(new Json.Real(1200), Json.parse("12e2"));
    assertEquals(new Json.Real(-0.0), Json.parse("-0"));
    assertEquals(new Json.Real(9.223372036854775808e18), Json.parse("9223372036854775808"));
  }

  @Test
  void escapesAreUnderstood() {
    assertEquals(
        new Json.Text("/\b\f\n\r\tA\ud83d\ude00"),
        Json.parse("\"\\/\\b\\f\\n\\r\\t\\u0041\\uD83D\\uDE00\""));
  }

  /** Text with ~ for a line break, where the complaint points to, and a word of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | line 1, column 1 | value",
        "{`a`: 1,} | line 1, column 2 | field name",
        "{\"a\": 1,} | line 1, column 9 | field name",
        "{\"a\" 1} | line 1, column 6 | ':'",
        "{\"a\": 1 \"b\": 2} | line 1, column 9 | '}'",
        "{\"a\": 1,~ \"a\": 2} | line 2, column 2 | twice",
        "[1, 2 | line 1, column 6 | ']'",
        "[1,] | line 1, column 4 | value",
        "[1 2] | line 1, column 4 | ']'",
        "tru | line 1, column 1 | value",
        "1 2 | line 1, column 3 | the end",
        "01 | line 1, column 3 | leading zero",
        "1. | line 1, column 3 | digit",
        "1e | line 1, column 3 | digit",
        "- | line 1, column 1 | value",
        "+1 | line 1, column 1 | value",
        ".5 | line 1, column 1 | value",
        "NaN | line 1, column 1 | value",
        "1e400 | line 1, column 1 | too large",
        "\"abc | line 1, column 1 | without an end",
        "\"a~b\" | line 1, column 3 | control",
        "\"\\x\" | line 1, column 3 | escape",
        "\"\\u12g4\" | line 1, column 6 | hexadecimal",
        "\"\\ud83d\" | line 1, column 8 | surrogate",
        "\"\\ude00\" | line 1, column 8 | surrogate",
        "// no~1 | line 1, column 1 | value"
      })
  void aMistakeIsFound(String text, String place, String word) {
    FormatException e =
        assertThrows(FormatException.class, () -> Json.parse(text.replace('~', '\n')));
    assertTrue(e.getMessage().startsWith(place + ":"), e.getMessage());
    assertTrue(e.getMessage().contains(word), e.getMessage());
  }

  @Test
  void depthIsLimited() {
    assertEquals(64, Json.parse("[".repeat(64) + "]".repeat(64)).compact().length() / 2);
    FormatException e = assertThrows(FormatException.class, () -> Json.parse("[".repeat(100_000)));
    assertTrue(e.getMessage().contains("nested deeper than 64"), e.getMessage());
  }

  @Test
  void bytesMustBeUtf8() {
    assertEquals(
        new Json.Text("\u00e9"), Json.parse("\"\u00e9\"".getBytes(StandardCharsets.UTF_8)));
    assertThrows(FormatException.class, () -> Json.parse(new byte[] {'"', (byte) 0xe9, '"'}));
  }

  @Test
  void javaValuesHaveAForm() {
    assertEquals(
        "{\"a\": [1, 2.5, null, null, \"x\", true]}",
        Json.of(Map.of("a", java.util.Arrays.asList(1, 2.5, null, Double.NaN, "x", true)))
            .compact());
    assertThrows(IllegalArgumentException.class, () -> Json.of(new Object()));
    assertThrows(IllegalArgumentException.class, () -> new Json.Real(Double.NaN));
  }

  @Test
  void fieldsNameTheirPlace() {
    JsonField root = new JsonField(Json.parse("{\"a\": [{\"b\": 3}, \"x\"]}"), "");
    JsonField b = root.field("a").items().get(0).field("b");
    assertEquals(3, b.integer(0, 5));
    assertEquals("a[0].b must lie in 4 to 5, got 3", message(() -> b.integer(4, 5)));
    assertEquals("a[0].b must be a string, got 3", message(b::text));
    assertEquals(
        "a[0] has no field 'c', got {\"b\": 3}",
        message(() -> root.field("a").items().get(0).field("c")));
    assertEquals(
        "a[1] must be an object, got \"x\"",
        message(() -> root.field("a").items().get(1).fields()));
    assertTrue(
        message(() -> root.requireOnly(java.util.Set.of("c"))).startsWith("a has no meaning"));
    assertEquals(List.of("a"), List.copyOf(root.fields().keySet()));
  }

  private static String message(Runnable mistake) {
    return assertThrows(FormatException.class, mistake::run).getMessage();
  }
}
