package io.fovea;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of CONTRIBUTING.md for a source file that need no understanding of its language. */
class SourceFilesTest {
  private static final Pattern TYPE =
      Pattern.compile(
          "^[a-z ]*\\b(class|record|interface|enum|@interface) \\w+", Pattern.MULTILINE);

  private static final Pattern DOUBLE_LITERAL =
      Pattern.compile("(?<![\\w.])(\\d+\\.\\d*|\\.\\d+|\\d+(?=[eE]))([eE][+-]?\\d+)?(?![\\w.])");

  private static final Pattern COMMENT_OR_STRING =
      Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"(?:\\\\.|[^\"\\\\\\n])*\"");

  @Test
  void aJavaFileHasAtMost500Lines() throws IOException {
    assertNone("src", ".java", "longer than 500 lines", text -> text.lines().count() > 500);
  }

  @Test
  void aKernelFileHasAtMost300Lines() throws IOException {
    assertNone("kernels", ".cl", "longer than 300 lines", text -> text.lines().count() > 300);
  }

  @Test
  void aJavaTypeSaysWhatItIs() throws IOException {
    assertNone(
        "src",
        ".java",
        "without Javadoc before its first type",
        text -> {
          var type = TYPE.matcher(text);
          return type.find() && !text.substring(0, type.start()).contains("/**");
        });
  }

  @Test
  void aKernelFileSaysWhatItIs() throws IOException {
    assertNone("kernels", ".cl", "without a comment at its head", text -> !text.startsWith("/"));
  }

  @Test
  void aPackageIsNullMarkedAndSaysWhatItIs() throws IOException {
    List<Path> withoutInfo = new ArrayList<>();
    for (Path file : files("src/main/java", ".java")) {
      Path info = file.resolveSibling("package-info.java");
      if (!Files.exists(info)
          || !Files.readString(info).contains("@NullMarked")
          || !Files.readString(info).startsWith("/**")) {
        withoutInfo.add(info);
      }
    }
    assertTrue(
        withoutInfo.isEmpty(), () -> "missing, undocumented or not @NullMarked: " + withoutInfo);
  }

  @Test
  void nothingIsLeftToDo() throws IOException {
    Predicate<String> isUnfinished = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b").asPredicate();
    assertNone("src/main", ".java", "with unfinished work", isUnfinished);
    assertNone("kernels", ".cl", "with unfinished work", isUnfinished);
  }

  @Test
  void aNameSaysMoreThanHelper() throws IOException {
    Predicate<String> saysNothing =
        Pattern.compile("(Utils?|Helper|Manager|Impl).java$").asPredicate();
    List<Path> found =
        files("src", ".java").stream().filter(file -> saysNothing.test(file.toString())).toList();
    assertTrue(found.isEmpty(), () -> "named for no idea: " + found);
  }

  /** {@code 1.0} is a double, which many devices lack; {@code 1.0f} is meant. */
  @Test
  void aKernelHasNoDoubleLiteral() throws IOException {
    assertNone(
        "kernels",
        ".cl",
        "with a literal of type double",
        text -> DOUBLE_LITERAL.matcher(COMMENT_OR_STRING.matcher(text).replaceAll(" ")).find());
  }

  private static void assertNone(
      String folder, String suffix, String fault, Predicate<String> isFaulty) throws IOException {
    List<Path> faulty = new ArrayList<>();
    for (Path file : files(folder, suffix)) {
      if (isFaulty.test(Files.readString(file))) {
        faulty.add(file);
      }
    }
    assertTrue(faulty.isEmpty(), () -> fault + ": " + faulty);
  }

  private static List<Path> files(String folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      List<Path> found = files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
      assertTrue(!found.isEmpty(), () -> folder + " has no file " + suffix);
      return found;
    }
  }
}
