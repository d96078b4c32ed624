package io.fovea.nn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names under which records may appear in model files. A file can only name what is registered
 * here: nothing in it is ever taken for a class.
 */
public final class Registry {
  /**
   * A record with a name.
   *
   * @param name in lower snake case, as in {@code max_pool2d}
   * @param prototype an instance: its class is what the name stands for, and its components are
   *     what a file that leaves them out means
   * @param required components that a file must not leave out
   */
  public record Entry(String name, Record prototype, Set<String> required) {}

  /** Adds names; found by ServiceLoader, so that other jars can bring layers of their own. */
  public interface Vocabulary {
    void addTo(Registry registry);
  }

  private static final Registry ALL = load();

  private final Map<Class<?>, Map<String, Entry>> byName = new LinkedHashMap<>();
  private final Map<Class<?>, Entry> byClass = new HashMap<>();

  private Registry() {}

  private static Registry load() {
    Registry registry = new Registry();
    ServiceLoader.load(Vocabulary.class, Registry.class.getClassLoader())
        .forEach(vocabulary -> vocabulary.addTo(registry));
    return registry;
  }

  /** All names of all vocabularies on the class path. */
  public static Registry all() {
    return ALL;
  }

  /**
   * Gives a record a name.
   *
   * @param kind the interface it is used as, such as {@code Layer.class}
   * @throws IllegalArgumentException if the name, or the record's class, is taken
   */
  public <R extends Record> Registry add(
      Class<? super R> kind, String name, R prototype, String... required) {
    Entry entry = new Entry(name, prototype, Set.of(required));
    Map<String, Entry> names = byName.computeIfAbsent(kind, key -> new LinkedHashMap<>());
    if (names.putIfAbsent(name, entry) != null) {
      throw new IllegalArgumentException("registry: '" + name + "' is taken");
    }
    if (byClass.putIfAbsent(prototype.getClass(), entry) != null) {
      throw new IllegalArgumentException("registry: " + prototype.getClass() + " has a name");
    }
    return this;
  }

  /** The interfaces whose records have names, in the order in which they were added. */
  public List<Class<?>> kinds() {
    return List.copyOf(byName.keySet());
  }

  /** True if records of such a kind have names. */
  public boolean isKind(Class<?> type) {
    return byName.containsKey(type);
  }

  /** The entry of a record's class, or null. */
  public @Nullable Entry of(Object record) {
    return byClass.get(record.getClass());
  }

  /** The entry of a name, or null. */
  public @Nullable Entry of(Class<?> kind, String name) {
    return byName.getOrDefault(kind, Map.of()).get(name);
  }

  /** All names of a kind, sorted. */
  public Set<String> names(Class<?> kind) {
    return new TreeSet<>(byName.getOrDefault(kind, Map.of()).keySet());
  }

  /** One prototype of each registered record of a kind. */
  public List<Record> prototypes(Class<?> kind) {
    Collection<Entry> entries = byName.getOrDefault(kind, Map.of()).values();
    return new ArrayList<>(entries.stream().map(Entry::prototype).toList());
  }
}
