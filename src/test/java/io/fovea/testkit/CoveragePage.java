package io.fovea.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The page docs/coverage.md: each of its sections is written by a test of its own. */
final class CoveragePage {
  /** The columns of the page: what a machine with PoCL and the Vector API has. */
  static final List<String> STANDARD =
      List.of("reference", "cpu-scalar", "cpu-vector", "opencl-portable", "opencl-cpu");

  private static final Path PAGE = Path.of("docs/coverage.md");

  private CoveragePage() {}

  /**
   * Replaces a section, if the backends are those that the page has columns for.
   *
   * @param title the heading of the section, which the page has
   */
  static synchronized void write(String title, String text, Collection<String> targets) {
    if (!new TreeSet<>(targets).equals(new TreeSet<>(STANDARD))) {
      return;
    }
    try {
      String page = Files.readString(PAGE);
      String heading = "\n## " + title + "\n";
      int begin = page.indexOf(heading);
      if (begin < 0) {
        throw new IllegalStateException(PAGE + " has no section '" + title + "'");
      }
      begin += heading.length();
      int next = page.indexOf("\n## ", begin);
      String rest = next < 0 ? "" : page.substring(next);
      String now = page.substring(0, begin) + "\n" + text.strip() + "\n" + rest;
      if (!now.equals(page)) {
        Files.writeString(PAGE, now);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first two lines of a table. */
  static String head(List<String> columns) {
    return "| " + String.join(" | ", columns) + " |\n" + "|---".repeat(columns.size()) + "|\n";
  }
}
