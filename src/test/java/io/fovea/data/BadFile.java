package io.fovea.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file, or files in a folder, and what is said about them.
 *
 * @param loader called with the path
 * @param files by name; one with {@code *} at its end is itself the path, and no content is a
 *     folder
 * @param where what the message must begin with, after the path
 * @param rule what it must contain
 */
record BadFile(
    String name,
    Consumer<Path> loader,
    Map<String, byte @Nullable []> files,
    String where,
    String rule) {

  static Map<String, byte @Nullable []> files(@Nullable Object... namesAndContents) {
    Map<String, byte @Nullable []> files = new LinkedHashMap<>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      files.put((String) namesAndContents[i], (byte[]) namesAndContents[i + 1]);
    }
    return files;
  }

  @Override
  public String toString() {
    return name;
  }
}
