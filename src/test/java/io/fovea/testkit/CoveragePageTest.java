package io.fovea.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The committed page docs/coverage.md is about the ops that there are. */
class CoveragePageTest {
  @Test
  void everyOpHasItsRowAndNoOtherHas() throws Exception {
    String page = Files.readString(Path.of("docs/coverage.md"));
    int first = page.indexOf("\n| op |");
    String ops = page.substring(first, page.indexOf("\n\n", first));
    Set<String> rows =
        ops.lines()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| op |"))
            .map(line -> line.substring(2, line.indexOf(" |")))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> names =
        OpTable.all().stream()
            .map(table -> table.table().get(0).op().name())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(names, rows, "a run of OpTest writes the page");
  }
}
