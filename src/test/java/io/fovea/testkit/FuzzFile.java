package io.fovea.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file for what a fuzzer makes up, for readers that want a file; the same one again and again.
 */
public final class FuzzFile {
  private static final Path FILE = create();

  private FuzzFile() {}

  private static Path create() {
    try {
      // In memory where that is to be had: a fuzzer writes thousands in a second.
      Path memory = Path.of("/dev/shm");
      Path file =
          Files.isWritable(memory)
              ? Files.createTempFile(memory, "fovea-fuzz", ".bin")
              : Files.createTempFile("fovea-fuzz", ".bin");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file, with this content. */
  public static Path of(byte[] content) {
    try {
      return Files.write(FILE, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails unless a complaint is one line of some length. */
  public static void requireClear(RuntimeException complaint) {
    String message = complaint.getMessage();
    if (message == null || message.isBlank() || message.lines().count() != 1) {
      throw new AssertionError("not one clear line: " + message, complaint);
    }
    if (message.length() > 2000) {
      throw new AssertionError("a message of " + message.length() + " characters", complaint);
    }
  }
}
