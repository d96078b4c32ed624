package io.fovea.backend.opencl;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The {@code -D} macros of one build, in the order in which they were given. They carry geometry
 * and tiles; never the batch count and never a memory offset, so that training, inference and a
 * partial batch share one program.
 */
public final class Macros {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_.+-]*");
  private static final Macros NONE = new Macros(Map.of());

  private final Map<String, String> values;

  private Macros(Map<String, String> values) {
    this.values = values;
  }

  /** No macros. */
  public static Macros none() {
    return NONE;
  }

  /** One macro; more follow by {@link #with}. */
  public static Macros of(String name, int value) {
    return NONE.with(name, value);
  }

  /** These macros and {@code -D name=value}. */
  public Macros with(String name, int value) {
    return put(name, Integer.toString(value));
  }

  /**
   * These macros and a floating-point constant, exact to the last bit, with the suffix that keeps
   * it single.
   */
  public Macros with(String name, float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("macro " + name + ": " + value + " is not finite");
    }
    return put(name, Float.toHexString(value) + "f");
  }

  /**
   * These macros and one whose value is an identifier of the kernel language, as a type or another
   * macro.
   */
  public Macros with(String name, String word) {
    if (!VALUE.matcher(word).matches()) {
      throw new IllegalArgumentException(
          "macro " + name + ": '" + word + "' is not one word of letters, digits and _ . + -");
    }
    return put(name, word);
  }

  /**
   * These macros and {@code name=1} if it holds: for features that a kernel asks for with {@code
   * #ifdef}.
   */
  public Macros flag(String name, boolean holds) {
    return holds ? with(name, 1) : this;
  }

  /** These macros and all of {@code others}. */
  public Macros with(Macros others) {
    Macros all = this;
    for (var macro : others.values.entrySet()) {
      all = all.put(macro.getKey(), macro.getValue());
    }
    return all;
  }

  /** These macros, but where {@code others} has one of the same name, that one; then its others. */
  Macros overriddenBy(Macros others) {
    var all = new LinkedHashMap<>(values);
    all.putAll(others.values);
    return new Macros(Collections.unmodifiableMap(all));
  }

  private Macros put(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("macro '" + name + "' is not an identifier");
    }
    if (values.containsKey(name)) {
      throw new IllegalArgumentException("macro " + name + " is given twice");
    }
    var longer = new LinkedHashMap<>(values);
    longer.put(name, value);
    return new Macros(Collections.unmodifiableMap(longer));
  }

  /** As compiler options: {@code -D KH=3 -D KW=3}. */
  String options() {
    var options = new StringBuilder();
    values.forEach((name, value) -> options.append(" -D ").append(name).append('=').append(value));
    return options.toString().strip();
  }

  @Override
  public String toString() {
    return options();
  }
}
