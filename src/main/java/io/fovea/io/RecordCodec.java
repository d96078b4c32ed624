package io.fovea.io;

import io.fovea.nn.Registry;
import io.fovea.tensor.Shape;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON: an object with a field per component. Where a component is declared as an
 * interface, such as a layer, the field {@code type} holds the {@linkplain Registry registered}
 * name of the record; one without components is written as its name alone. The class is always one
 * that the program named before; nothing in a file is taken for a class.
 */
public final class RecordCodec {
  private static final String TYPE = "type";

  private RecordCodec() {}

  /**
   * The JSON of a record.
   *
   * @throws IllegalArgumentException if it, or one in it, needs a name and has none
   */
  public static Json write(Record record) {
    Registry.Entry entry = Registry.all().of(record);
    Map<String, Json> fields = new LinkedHashMap<>();
    if (entry != null) {
      fields.put(TYPE, new Json.Text(entry.name()));
    }
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      fields.put(component.getName(), writeValue(get(record, component), component.getType()));
    }
    return entry != null && fields.size() == 1
        ? new Json.Text(entry.name())
        : new Json.Fields(fields);
  }

  private static Json writeValue(@Nullable Object value, Class<?> declared) {
    if (value instanceof Shape shape) {
      return writeShape(shape);
    }
    if (value instanceof Enum<?> word) {
      return new Json.Text(word.name().toLowerCase(Locale.ROOT));
    }
    if (value instanceof List<?> items) {
      return new Json.Items(items.stream().map(item -> writeValue(item, Object.class)).toList());
    }
    if (value instanceof Record record) {
      if (declared.isInterface() && Registry.all().of(record) == null) {
        throw new IllegalArgumentException(
            "save: " + record.getClass().getName() + " has no registered name");
      }
      return write(record);
    }
    return Json.of(value);
  }

  private static @Nullable Object get(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "save: cannot read " + component + " of " + record.getClass().getName(), e);
    }
  }

  /**
   * The record that JSON describes.
   *
   * @param type a record, or an interface that registered records implement
   * @throws FormatException naming the field that is wrong, or listing the names that are known
   */
  public static <T> T read(JsonField json, Class<T> type) {
    if (Registry.all().isKind(type)) {
      boolean isName = json.value() instanceof Json.Text;
      JsonField name = isName ? json : json.field(TYPE);
      Registry.Entry entry = Registry.all().of(type, name.text());
      if (entry == null) {
        throw name.error(
            "is not the name of a "
                + type.getSimpleName().toLowerCase(Locale.ROOT)
                + "; there are "
                + Registry.all().names(type));
      }
      JsonField fields = isName ? new JsonField(Json.object(), json.path()) : json;
      return type.cast(
          construct(fields, entry.prototype().getClass(), entry.prototype(), entry.required()));
    }
    return type.cast(construct(json, type, null, Set.of()));
  }

  /** Makes a record; components that are missing are those of the prototype, if that may be. */
  private static Object construct(
      JsonField json, Class<?> type, @Nullable Record prototype, Set<String> required) {
    RecordComponent[] components = type.getRecordComponents();
    if (components == null) {
      throw new IllegalArgumentException("read: " + type + " is neither a record nor registered");
    }
    Set<String> known = new LinkedHashSet<>();
    Arrays.stream(components).forEach(component -> known.add(component.getName()));
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      types[i] = components[i].getType();
      if (types[i] == Double.class && json.optional(name) == null) {
        values[i] = null;
      } else if (prototype == null || required.contains(name) || json.optional(name) != null) {
        values[i] = readValue(json.field(name), components[i].getGenericType());
      } else {
        values[i] = get(prototype, components[i]);
      }
    }
    if (prototype != null) {
      known.add(TYPE);
    }
    json.requireOnly(known);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new FormatException(json.path() + ": " + cause.getMessage(), cause);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("read: cannot make a " + type.getName(), e);
    }
  }

  private static Object readValue(JsonField json, Type type) {
    if (type == int.class) {
      return json.integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == long.class) {
      return json.integer();
    }
    if (type == double.class || type == Double.class) {
      return json.real();
    }
    if (type == boolean.class) {
      return json.bool();
    }
    if (type == String.class) {
      return json.text();
    }
    if (type == Shape.class) {
      return readShape(json);
    }
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      List<Object> items = new ArrayList<>();
      for (JsonField item : json.items()) {
        items.add(readValue(item, list.getActualTypeArguments()[0]));
      }
      return items;
    }
    if (type instanceof Class<?> word && word.isEnum()) {
      return readWord(json, word);
    }
    if (type instanceof Class<?> other) {
      return read(json, other);
    }
    throw new IllegalArgumentException("read: no JSON form for " + type);
  }

  /** An array of extents. */
  static Json writeShape(Shape shape) {
    return Json.of(Arrays.stream(shape.dims()).boxed().toList());
  }

  /** A shape: an array of extents. */
  static Shape readShape(JsonField json) {
    List<JsonField> items = json.items();
    int[] dims = new int[items.size()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = items.get(i).integer(1, Integer.MAX_VALUE);
    }
    try {
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw json.error("is too large");
    }
  }

  private static Object readWord(JsonField json, Class<?> type) {
    List<String> words = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String word = ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
      if (json.text().equals(word)) {
        return constant;
      }
      words.add(word);
    }
    throw json.error("must be one of " + words);
  }
}
