package io.fovea.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is to be read as data. */
final class DataFile {
  private DataFile() {}

  /** Complains unless it is a file. */
  static void require(Path file) {
    if (!Files.isRegularFile(file)) {
      throw DataException.of(
          file,
          !Files.exists(file)
              ? "does not exist"
              : Files.isDirectory(file) ? "is a folder, not a file" : "is not a file");
    }
  }

  /** Opens it, if it is a file. */
  static InputStream open(Path file) throws IOException {
    require(file);
    return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  /** All of it, if it has at most so many bytes. */
  static byte[] bytes(Path file, int most) {
    require(file);
    try {
      long bytes = Files.size(file);
      if (bytes > most) {
        throw DataException.of(file, "has %d bytes; at most %d are read".formatted(bytes, most));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw DataException.because(file, "cannot be read", e);
    }
  }
}
