package io.fovea.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is replaced as a whole or not at all. */
class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void missingFoldersAreMade() throws IOException {
    Path file = folder.resolve("a/b/file");
    AtomicFile.write(file, out -> out.write(bytes("first")));
    assertEquals("first", Files.readString(file));
  }

  /** As a full disk, or anything else that ends the writing half-way. */
  @Test
  void aFailureLeavesTheEarlierFile() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "first");
    UncheckedIOException e =
        assertThrows(
            UncheckedIOException.class,
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[1 << 20]);
                      throw new IOException("No space left on device");
                    }));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    assertTrue(e.getMessage().contains("No space left on device"), e.getMessage());
    assertEquals("first", Files.readString(file));
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFile.write(
                file,
                out -> {
                  throw new IllegalStateException("no");
                }));
    assertEquals("first", Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count(), "nothing is left beside it");
    }
  }

  @Test
  void readersSeeTheEarlierFileUntilTheMove() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "first");
    AtomicFile.write(
        file,
        out -> {
          out.write(bytes("second"));
          out.flush();
          assertEquals("first", Files.readString(file));
        });
    assertEquals("second", Files.readString(file));
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path target = folder.resolve("target");
    Path link = folder.resolve("link");
    Files.writeString(target, "first");
    Files.createSymbolicLink(link, target);
    AtomicFile.write(link, out -> out.write(bytes("second")));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("second", Files.readString(target));
  }

  /** Whichever writer is the last to finish: the file is all of one of them at any time. */
  @Test
  void writersDoNotMix() throws Exception {
    Path file = folder.resolve("file");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> results = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      byte[] content = new byte[100_000];
      Arrays.fill(content, (byte) t);
      results.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 20; i++) {
                  AtomicFile.write(
                      file,
                      out -> {
                        out.write(content, 0, 70_000);
                        out.flush();
                        out.write(content, 70_000, 30_000);
                      });
                  byte[] found = Files.readAllBytes(file);
                  byte[] same = new byte[content.length];
                  Arrays.fill(same, found[0]);
                  assertArrayEquals(same, found);
                }
                return null;
              }));
    }
    threads.shutdown();
    for (Future<?> result : results) {
      result.get(60, TimeUnit.SECONDS);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  /** The permissions are those that the user's mask gives to any new file. */
  @Test
  void othersMayReadWhatTheyMayReadElsewhere() throws IOException {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    Path plain = folder.resolve("plain");
    Files.writeString(plain, "plain");
    Path file = folder.resolve("file");
    AtomicFile.write(file, out -> out.write(bytes("first")));
    assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(file));
  }

  @Test
  void aFolderIsNoFile() {
    for (Path place : List.of(folder, folder.getRoot())) {
      String message =
          assertThrows(UncheckedIOException.class, () -> AtomicFile.write(place, out -> {}))
              .getMessage();
      assertTrue(message.contains("is a folder"), message);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
