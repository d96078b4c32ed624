package io.fovea.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a file with weights is, by its first bytes, whatever it is called. */
enum FileForm {
  /** A zip archive. */
  ARCHIVE,
  /** JSON: one object, or an array, which is none of ours. */
  JSON,
  /** safetensors: it begins with the length of its header, whose upper bytes are zero. */
  TENSORS,
  /** Something else. */
  OTHER;

  static FileForm of(Path file) {
    byte[] first;
    try (InputStream in = Files.newInputStream(file)) {
      first = in.readNBytes(64);
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException(file + ": no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read (" + e + ")", e);
    }
    if (first.length >= 8 && first[5] == 0 && first[6] == 0 && first[7] == 0) {
      return TENSORS;
    }
    if (first.length >= 2 && first[0] == 'P' && first[1] == 'K') {
      return ARCHIVE;
    }
    int at = 0;
    while (at < first.length && " \t\r\n".indexOf(first[at]) >= 0) {
      at++;
    }
    return at < first.length && (first[at] == '{' || first[at] == '[') ? JSON : OTHER;
  }
}
