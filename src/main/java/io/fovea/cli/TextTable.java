package io.fovea.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A table whose columns are as wide as what stands in them: words to the left, numbers right. */
final class TextTable {
  private final int wordColumns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A table with a first row.
   *
   * @param wordColumns how many columns, the first ones, hold words
   */
  TextTable(int wordColumns, String... headings) {
    this.wordColumns = wordColumns;
    row(headings);
  }

  /** Adds a row of as many cells as there are headings. */
  TextTable row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** Hands out the lines. */
  void print(Consumer<String> out) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        String space = " ".repeat(width(column) - cell.length());
        line.append(column == 0 ? "" : "  ");
        line.append(column < wordColumns ? cell + space : space + cell);
      }
      out.accept(line.toString().stripTrailing());
    }
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
