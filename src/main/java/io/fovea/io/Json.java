package io.fovea.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value (RFC 8259). Immutable. Numbers without fraction or exponent are integers. */
public sealed interface Json {
  /** {@code null}. */
  record Null() implements Json {}

  /** {@code true} or {@code false}. */
  record Bool(boolean value) implements Json {}

  /** An integer. */
  record Int(long value) implements Json {}

  /** A finite number with a fraction or an exponent. */
  record Real(double value) implements Json {
    public Real {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("json: a number must be finite, got " + value);
      }
    }
  }

  /** A string. */
  record Text(String value) implements Json {}

  /** An array. */
  record Items(List<Json> items) implements Json {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** An object; its fields keep their order. */
  record Fields(Map<String, Json> fields) implements Json {
    public Fields {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** This object with one more field, or another value for it. */
    public Fields with(String name, @Nullable Object value) {
      Map<String, Json> more = new LinkedHashMap<>(fields);
      more.put(name, of(value));
      return new Fields(more);
    }
  }

  /** An object without fields. */
  static Fields object() {
    return new Fields(Map.of());
  }

  /**
   * JSON of the usual Java values: null, booleans, numbers, strings, enums, lists, maps, and JSON
   * itself. Numbers that are not finite, which JSON has no word for, become null.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Json of(@Nullable Object value) {
    if (value == null) {
      return new Null();
    }
    if (value instanceof Json json) {
      return json;
    }
    if (value instanceof Boolean bool) {
      return new Bool(bool);
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number) ? new Real(number) : new Null();
    }
    if (value instanceof Number number) {
      return new Int(number.longValue());
    }
    if (value instanceof CharSequence || value instanceof Enum<?>) {
      return new Text(value.toString());
    }
    if (value instanceof Iterable<?> items) {
      List<Json> array = new ArrayList<>();
      items.forEach(item -> array.add(of(item)));
      return new Items(array);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Json> fields = new LinkedHashMap<>();
      map.forEach((name, field) -> fields.put(String.valueOf(name), of(field)));
      return new Fields(fields);
    }
    throw new IllegalArgumentException("json: no form for " + value.getClass());
  }

  /**
   * Reads one value, and nothing after it.
   *
   * @throws FormatException naming line and column
   */
  static Json parse(String text) {
    return new JsonParser(text).parse();
  }

  /**
   * Reads one value out of bytes in UTF-8, and nothing after it.
   *
   * @throws FormatException naming line and column
   */
  static Json parse(byte[] utf8) {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new FormatException("is not UTF-8", e);
    }
  }

  /** The value for people: indented, with short arrays and objects on one line. */
  default String pretty() {
    return JsonWriter.pretty(this);
  }

  /** The value on one line. */
  default String compact() {
    return JsonWriter.compact(this);
  }
}
