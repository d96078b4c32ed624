package io.fovea.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value and where it stands in its file, so that a complaint can name the place.
 *
 * @param path as in {@code model.layers[3].filters}; empty for the whole
 */
public record JsonField(Json value, String path) {
  /** The field of an object that must have it. */
  public JsonField field(String name) {
    JsonField field = optional(name);
    if (field == null) {
      throw error("has no field '" + name + "'");
    }
    return field;
  }

  /** The field of an object, or null where it has none of that name, or null. */
  public @Nullable JsonField optional(String name) {
    Json field = fields().get(name);
    return field == null || field instanceof Json.Null ? null : new JsonField(field, at(name));
  }

  /** The fields of an object. */
  public Map<String, Json> fields() {
    if (value instanceof Json.Fields object) {
      return object.fields();
    }
    throw error("must be an object");
  }

  /** Complains about fields of an object that have no meaning. */
  public void requireOnly(Set<String> known) {
    for (String name : fields().keySet()) {
      if (!known.contains(name)) {
        throw new JsonField(value, at(name)).error("has no meaning here; there are " + known);
      }
    }
  }

  /** The items of an array. */
  public List<JsonField> items() {
    if (!(value instanceof Json.Items array)) {
      throw error("must be an array");
    }
    List<JsonField> items = new ArrayList<>();
    for (int i = 0; i < array.items().size(); i++) {
      items.add(new JsonField(array.items().get(i), path + "[" + i + "]"));
    }
    return items;
  }

  /** A string. */
  public String text() {
    if (value instanceof Json.Text text) {
      return text.value();
    }
    throw error("must be a string");
  }

  /** An integer. */
  public long integer() {
    if (value instanceof Json.Int number) {
      return number.value();
    }
    throw error("must be an integer");
  }

  /** An integer within bounds, both included. */
  public int integer(int least, int most) {
    long number = integer();
    if (number < least || number > most) {
      throw error("must lie in " + least + " to " + most);
    }
    return (int) number;
  }

  /** A number. */
  public double real() {
    if (value instanceof Json.Real number) {
      return number.value();
    }
    if (value instanceof Json.Int number) {
      return (double) number.value();
    }
    throw error("must be a number");
  }

  /** A truth value. */
  public boolean bool() {
    if (value instanceof Json.Bool bool) {
      return bool.value();
    }
    throw error("must be true or false");
  }

  /** A complaint about this value. */
  public FormatException error(String problem) {
    String shown = value.compact();
    shown = shown.length() > 40 ? shown.substring(0, 37) + "..." : shown;
    return new FormatException((path.isEmpty() ? "" : path + " ") + problem + ", got " + shown);
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
