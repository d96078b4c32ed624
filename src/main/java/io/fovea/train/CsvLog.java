package io.fovea.train;

import io.fovea.io.AtomicFile;
import io.fovea.io.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table of all epochs, for other programs: comma-separated values (RFC 4180) with a line of names
 * and a line for each epoch, all that {@link EpochResult#toJson} has. After each epoch the whole
 * file is written anew, beside the old one first. A training that goes on keeps the lines of the
 * epochs that it goes on from, also of a file that it finds; one that begins replaces it. Columns
 * keep their place; new ones come behind, empty where an epoch did not have them.
 */
public final class CsvLog implements Callback {
  private static final String EPOCH = "epoch";

  private final Path file;
  private final List<Map<String, String>> rows = new ArrayList<>();
  private final Set<String> columns = new LinkedHashSet<>();

  /**
   * @param file such as {@code out/epochs.csv}
   */
  public CsvLog(Path file) {
    this.file = file;
  }

  /**
   * Reads the lines of earlier epochs.
   *
   * @throws IllegalArgumentException if there is another kind of file, and training is to go on
   * @throws UncheckedIOException if it cannot be read
   */
  @Override
  public void onFitBegin(Trainer trainer, Progress progress) {
    rows.clear();
    columns.clear();
    if (trainer.epochs() > 0 && Files.exists(file)) {
      List<List<String>> lines = lines(read());
      List<String> names = lines.isEmpty() ? List.of() : lines.get(0);
      if (!names.isEmpty() && !names.get(0).equals(EPOCH)) {
        throw new IllegalArgumentException(
            "%s: is no log of epochs: its first column is '%s', not '%s'"
                .formatted(file, names.get(0), EPOCH));
      }
      columns.addAll(names);
      for (List<String> line : lines.subList(Math.min(1, lines.size()), lines.size())) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(names.size(), line.size()); i++) {
          row.put(names.get(i), line.get(i));
        }
        if (isBefore(row.getOrDefault(EPOCH, ""), trainer.epochs())) {
          rows.add(row);
        }
      }
    }
  }

  private static boolean isBefore(String epoch, int epochs) {
    try {
      return Integer.parseInt(epoch) <= epochs;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private String read() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read (" + e + ")", e);
    }
  }

  @Override
  public void onEpochEnd(Trainer trainer, Progress progress, EpochResult result) {
    Map<String, String> row = new LinkedHashMap<>();
    result
        .toJson()
        .fields()
        .forEach(
            (name, value) -> row.put(name, value instanceof Json.Null ? "NaN" : value.compact()));
    columns.addAll(row.keySet());
    rows.add(row);
    StringBuilder text = new StringBuilder(line(columns));
    for (Map<String, String> each : rows) {
      text.append(line(columns.stream().map(name -> each.getOrDefault(name, "")).toList()));
    }
    AtomicFile.write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static String line(Iterable<String> cells) {
    List<String> quoted = new ArrayList<>();
    for (String cell : cells) {
      boolean isPlain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      quoted.add(isPlain ? cell : "\"" + cell.replace("\"", "\"\"") + "\"");
    }
    return String.join(",", quoted) + "\n";
  }

  /** The cells of each line that is not empty. */
  private static List<List<String>> lines(String text) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        boolean isDouble = isQuoted && i + 1 < text.length() && text.charAt(i + 1) == '"';
        if (isDouble) {
          cell.append(c);
          i++;
        } else {
          isQuoted = !isQuoted;
        }
      } else if (isQuoted || (c != ',' && c != '\n' && c != '\r')) {
        cell.append(c);
      } else if (c == ',' || !line.isEmpty() || cell.length() > 0) {
        line.add(cell.toString());
        cell.setLength(0);
        if (c != ',') {
          lines.add(line);
          line = new ArrayList<>();
        }
      }
    }
    if (!line.isEmpty() || cell.length() > 0) {
      line.add(cell.toString());
      lines.add(line);
    }
    return lines;
  }
}
