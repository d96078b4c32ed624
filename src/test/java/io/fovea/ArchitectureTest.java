package io.fovea;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may use whom: the rooms of docs/architecture.md, and the rooms of each foreign library. */
class ArchitectureTest {
  private static final JavaClasses FOVEA =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.fovea");

  /** Each room, and the rooms that it may use. A class is in the innermost room around it. */
  private static final Map<String, Set<String>> ROOMS = new HashMap<>();

  static {
    Set<String> engine = Set.of("tensor", "op", "graph", "backend");
    Set<String> model = Set.of("tensor", "op", "graph", "nn", "model");
    ROOMS.put("tensor", Set.of());
    ROOMS.put("op", Set.of("tensor"));
    ROOMS.put("graph", Set.of("tensor", "op"));
    ROOMS.put("backend", Set.of("tensor", "op", "graph"));
    ROOMS.put("backend.reference", engine);
    ROOMS.put("backend.cpu", engine);
    ROOMS.put("backend.cpu.simd", and(engine, "backend.cpu"));
    ROOMS.put("backend.opencl", engine);
    ROOMS.put("nn", Set.of("tensor", "op", "graph"));
    ROOMS.put("model", Set.of("tensor", "op", "graph", "nn"));
    ROOMS.put("io", model);
    ROOMS.put("data", Set.of("tensor", "op", "io"));
    ROOMS.put("train", and(model, "backend", "data", "io"));
    ROOMS.put("check", and(model, "backend", "train"));
    ROOMS.put("plot", and(model, "data", "io", "train"));
    ROOMS.put("cli", and(model, "backend", "data", "io", "train", "check", "plot"));
  }

  /** Each foreign package or type, and the rooms that may use it; the longest entry counts. */
  private static final Map<String, Set<String>> FOREIGN = new HashMap<>();

  static {
    for (String name :
        List.of(
            "java.lang",
            "java.util",
            "java.io",
            "java.nio",
            "java.math",
            "java.text",
            "java.time",
            "java.security",
            "java.net.URI",
            "org.slf4j",
            "org.jspecify")) {
      FOREIGN.put(name, ROOMS.keySet());
    }
    FOREIGN.put("org.jocl", Set.of("backend.opencl"));
    FOREIGN.put("jdk.incubator.vector", Set.of("backend.cpu.simd"));
    FOREIGN.put("java.awt", Set.of("data", "plot"));
    FOREIGN.put("javax.imageio", Set.of("data", "plot"));
    FOREIGN.put("picocli", Set.of("cli"));
    FOREIGN.put("ch.qos.logback", Set.of("cli"));
    for (String nobodys :
        List.of(
            "java.io.Serializable",
            "java.io.Externalizable",
            "java.io.ObjectInputStream",
            "java.io.ObjectOutputStream",
            "java.nio.channels.SocketChannel",
            "java.nio.channels.ServerSocketChannel",
            "java.nio.channels.AsynchronousSocketChannel",
            "java.nio.channels.AsynchronousServerSocketChannel",
            "java.nio.channels.DatagramChannel",
            "java.util.logging")) {
      FOREIGN.put(nobodys, Set.of());
    }
  }

  @Test
  void aRoomUsesOnlyTheRoomsBelowIt() {
    assertNone(
        "ArchitectureTest.ROOMS gives each room the rooms that it may use",
        dependencies()
            .filter(dependency -> isOurs(nameOfTarget(dependency)))
            .filter(
                dependency -> {
                  String user = roomOf(dependency.getOriginClass());
                  String used = roomOf(dependency.getTargetClass());
                  return !user.equals(used) && !ROOMS.get(user).contains(used);
                })
            .map(Dependency::getDescription));
  }

  @Test
  void roomsFormNoCycle() {
    SlicesRuleDefinition.slices().matching("io.fovea.(*)..").should().beFreeOfCycles().check(FOVEA);
  }

  @Test
  void aForeignLibraryStaysInItsRooms() {
    assertNone(
        "ArchitectureTest.FOREIGN gives each library the rooms that may use it",
        dependencies()
            .filter(dependency -> !isOurs(nameOfTarget(dependency)))
            .filter(
                dependency -> {
                  String entry = around(nameOfTarget(dependency), FOREIGN.keySet());
                  return entry == null
                      || !FOREIGN.get(entry).contains(roomOf(dependency.getOriginClass()));
                })
            .map(Dependency::getDescription));
  }

  /** But for the progress bar, which is there to be seen, and which nobody gets unasked. */
  @Test
  void onlyTheCommandLinePrintsAndExits() {
    Set<String> commandLineOnly =
        Set.of("java.lang.System.out", "java.lang.System.err", "java.lang.System.exit(int)");
    assertNone(
        "a library logs through slf4j and throws",
        FOVEA.stream()
            .filter(type -> !roomOf(type).equals("cli"))
            .flatMap(type -> type.getAccessesFromSelf().stream())
            .filter(
                access ->
                    commandLineOnly.contains(access.getTarget().getFullName())
                        || access.getTarget().getName().equals("printStackTrace"))
            .filter(
                access ->
                    !access.getOriginOwner().getName().equals("io.fovea.train.ProgressBar")
                        || !access.getTarget().getName().equals("err"))
            .map(JavaAccess::getDescription));
  }

  /** The rules saw every room that has sources: none of them passes because it saw nothing. */
  @Test
  void everyRoomWasChecked() throws IOException {
    Path sources = Path.of("src/main/java");
    Set<String> withSources = new TreeSet<>();
    try (Stream<Path> files = Files.walk(sources)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> sources.relativize(file).getParent().toString())
          .forEach(folder -> withSources.add(roomOf(folder.replace(File.separatorChar, '.'))));
    }
    Set<String> checked = new TreeSet<>();
    FOVEA.forEach(type -> checked.add(roomOf(type)));
    assertEquals(withSources, checked);
  }

  private static Stream<Dependency> dependencies() {
    return FOVEA.stream()
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .filter(dependency -> !dependency.getTargetClass().getBaseComponentType().isPrimitive());
  }

  private static String nameOfTarget(Dependency dependency) {
    return dependency.getTargetClass().getBaseComponentType().getName();
  }

  private static boolean isOurs(String name) {
    return name.startsWith("io.fovea.");
  }

  private static String roomOf(JavaClass type) {
    return roomOf(type.getBaseComponentType().getPackageName());
  }

  private static String roomOf(String packageName) {
    String room = isOurs(packageName) ? around(packageName.substring(9), ROOMS.keySet()) : null;
    return Objects.requireNonNull(room, () -> "ArchitectureTest.ROOMS lacks " + packageName);
  }

  /** The longest of the names that is {@code name} or lies around it; null if there is none. */
  private static String around(String name, Set<String> names) {
    String at = name;
    while (!names.contains(at)) {
      int dot = at.lastIndexOf('.');
      if (dot < 0) {
        return null;
      }
      at = at.substring(0, dot);
    }
    return at;
  }

  private static Set<String> and(Set<String> rooms, String... more) {
    return Stream.concat(rooms.stream(), Stream.of(more)).collect(Collectors.toSet());
  }

  private static void assertNone(String rule, Stream<String> violations) {
    List<String> sorted = violations.distinct().sorted().toList();
    assertTrue(sorted.isEmpty(), () -> rule + ", but\n  " + String.join("\n  ", sorted));
  }
}
