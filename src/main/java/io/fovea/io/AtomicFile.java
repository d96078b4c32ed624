package io.fovea.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes files so that there is always a whole one: into a file beside the one that is meant, which
 * it replaces in one move once all of it is on the disk. Of several writers of one file, in one
 * program or in several, each has a file of its own beside it, and the last to finish wins.
 */
public final class AtomicFile {
  private static final Logger log = LoggerFactory.getLogger(AtomicFile.class);

  /** Writes the content. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes a file, and its folder if that is missing.
   *
   * @throws UncheckedIOException if it cannot be written; an earlier file is then as it was
   */
  public static void write(Path file, Content content) {
    Path beside = null;
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path folder = target.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      if (Files.isDirectory(target)) {
        throw new FileSystemException(file.toString(), null, "is a folder");
      }
      Path own = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
      try (FileChannel channel =
          FileChannel.open(own, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        beside = own;
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(own, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      beside = null;
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written (" + e + ")", e);
    } finally {
      delete(beside);
    }
  }

  private static void delete(@Nullable Path beside) {
    if (beside != null) {
      try {
        Files.deleteIfExists(beside);
      } catch (IOException e) {
        log.warn("{} is left over: {}", beside, e.toString());
      }
    }
  }
}
