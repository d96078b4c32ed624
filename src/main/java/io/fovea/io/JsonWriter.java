package io.fovea.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes JSON. */
final class JsonWriter {
  private static final int WIDTH = 100;

  private JsonWriter() {}

  static String compact(Json value) {
    StringBuilder text = new StringBuilder();
    line(value, text);
    return text.toString();
  }

  static String pretty(Json value) {
    StringBuilder text = new StringBuilder();
    indented(value, 0, text);
    return text.append('\n').toString();
  }

  /** On one line if it has nothing nested in it, or is short; else an item a line. */
  private static void indented(Json value, int indent, StringBuilder text) {
    String line = compact(value);
    boolean isLeaf = leafItems(value);
    if (isLeaf || (indent > 0 && line.length() + indent <= WIDTH)) {
      text.append(line);
      return;
    }
    boolean isObject = value instanceof Json.Fields;
    text.append(isObject ? '{' : '[');
    String separator = "\n" + " ".repeat(indent + 2);
    String next = separator;
    for (Map.Entry<String, Json> item : items(value)) {
      text.append(next);
      if (isObject) {
        quote(item.getKey(), text);
        text.append(": ");
      }
      indented(item.getValue(), indent + 2, text);
      next = "," + separator;
    }
    text.append('\n').append(" ".repeat(indent)).append(isObject ? '}' : ']');
  }

  private static boolean leafItems(Json value) {
    if (value instanceof Json.Items array) {
      return array.items().stream()
          .noneMatch(item -> item instanceof Json.Items || item instanceof Json.Fields);
    }
    return !(value instanceof Json.Fields object) || object.fields().isEmpty();
  }

  private static List<Map.Entry<String, Json>> items(Json value) {
    if (value instanceof Json.Fields object) {
      return new ArrayList<>(object.fields().entrySet());
    }
    List<Map.Entry<String, Json>> items = new ArrayList<>();
    ((Json.Items) value).items().forEach(item -> items.add(Map.entry("", item)));
    return items;
  }

  private static void line(Json value, StringBuilder text) {
    if (value instanceof Json.Null) {
      text.append("null");
    } else if (value instanceof Json.Bool bool) {
      text.append(bool.value());
    } else if (value instanceof Json.Int number) {
      text.append(number.value());
    } else if (value instanceof Json.Real number) {
      text.append(number.value());
    } else if (value instanceof Json.Text string) {
      quote(string.value(), text);
    } else if (value instanceof Json.Items array) {
      String next = "[";
      for (Json item : array.items()) {
        text.append(next);
        line(item, text);
        next = ", ";
      }
      text.append(array.items().isEmpty() ? "[]" : "]");
    } else if (value instanceof Json.Fields object) {
      String next = "{";
      for (Map.Entry<String, Json> field : object.fields().entrySet()) {
        text.append(next);
        quote(field.getKey(), text);
        text.append(": ");
        line(field.getValue(), text);
        next = ", ";
      }
      text.append(object.fields().isEmpty() ? "{}" : "}");
    }
  }

  private static void quote(String value, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ' || Character.isSurrogate(c)) {
            text.append("\\u").append(Integer.toHexString(c | 0x10000).substring(1));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
