package io.fovea;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every path and link of the documentation leads to something. */
class DocsPathsTest {
  /** A path from the top, or a source file by its name or the end of its path. */
  private static final Pattern PATH =
      Pattern.compile(
          "`((?:src|kernels|native-test|docs|\\.ci|\\.mvn)/[\\w./-]*|[\\w./-]+\\.(?:java|cl|md|xml|c|h))`");

  /** The target of a Markdown link that is not an address. */
  private static final Pattern LINK = Pattern.compile("\\]\\((?!\\w+:|#)([^)#\\s]+)(?:#[^)]*)?\\)");

  /** The op that docs/adding-an-op.md adds, a name to be filled in, and what the tests write. */
  private static final Pattern EXAMPLE = Pattern.compile("(?i:foo)|NAME|coverage\\.md");

  @Test
  void everyPathExists() throws IOException {
    Set<String> tree = tree();
    List<String> broken = new ArrayList<>();
    int checked = 0;
    for (Path page : pages()) {
      String text = Files.readString(page);
      for (Matcher path = PATH.matcher(text); path.find(); checked++) {
        String name = path.group(1).replaceAll("/$", "");
        if (!EXAMPLE.matcher(name).find()
            && tree.stream().noneMatch(file -> ("/" + file).endsWith("/" + name))) {
          broken.add(page + ": `" + name + "`");
        }
      }
      for (Matcher link = LINK.matcher(text); link.find(); checked++) {
        if (!EXAMPLE.matcher(link.group(1)).find()
            && !Files.exists(page.resolveSibling(link.group(1)))) {
          broken.add(page + ": (" + link.group(1) + ")");
        }
      }
    }
    assertEquals(List.of(), broken);
    assertTrue(checked > 0, "paths were found");
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Stream.concat(Files.list(Path.of("")), Files.walk(Path.of("docs")))) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  /** Every file and folder of the repository, build output apart, as a path from its top. */
  private static Set<String> tree() throws IOException {
    Set<String> tree = new TreeSet<>();
    for (String top : List.of("src", "kernels", "native-test", "docs", ".ci", ".mvn")) {
      try (Stream<Path> files = Files.walk(Path.of(top))) {
        files.forEach(file -> tree.add(file.toString().replace(File.separatorChar, '/')));
      }
    }
    try (Stream<Path> files = Files.list(Path.of(""))) {
      files.map(Path::toString).forEach(tree::add);
    }
    return tree;
  }
}
