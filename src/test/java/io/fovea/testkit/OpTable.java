package io.fovea.testkit;

import io.fovea.op.Op;
import io.fovea.op.OpTest;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every case table there is, and every op that wants one. */
public final class OpTable {
  private OpTable() {}

  /** All tables, in the order of their names. */
  public static List<OpCases> all() {
    List<OpCases> tables = new ArrayList<>();
    for (Class<?> type : classes(OpCases.class, "Cases.class")) {
      try {
        tables.add((OpCases) type.getConstructor().newInstance());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(type + " needs a public constructor", e);
      }
    }
    return tables;
  }

  /** Names of ops without a table. */
  public static Set<String> opsWithoutTable() {
    Set<Class<?>> withTable = new HashSet<>();
    all().forEach(table -> withTable.add(table.op()));
    Set<String> without = new TreeSet<>();
    for (Class<?> type : classes(Op.class, ".class")) {
      if (!withTable.contains(type)) {
        without.add(type.getSimpleName());
      }
    }
    return without;
  }

  /** The concrete subtypes in package {@code io.fovea.op} of main code or tests. */
  private static Set<Class<?>> classes(Class<?> supertype, String suffix) {
    Set<Class<?>> found = new LinkedHashSet<>();
    Class<?> beside = supertype == Op.class ? Op.class : OpTest.class;
    try {
      Path root = Path.of(beside.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.list(root.resolve("io/fovea/op"))) {
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString();
          if (name.endsWith(suffix) && !name.contains("$")) {
            Class<?> type = Class.forName("io.fovea.op." + name.substring(0, name.length() - 6));
            if (supertype.isAssignableFrom(type)
                && !type.isInterface()
                && !Modifier.isAbstract(type.getModifiers())) {
              found.add(type);
            }
          }
        }
      }
    } catch (IOException | ReflectiveOperationException | URISyntaxException e) {
      throw new IllegalStateException("cannot list the classes beside " + beside, e);
    }
    return found;
  }
}
