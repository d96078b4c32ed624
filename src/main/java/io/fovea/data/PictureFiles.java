package io.fovea.data;

import io.fovea.io.FormatException;
import io.fovea.io.StrictZip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a folder or of a zip archive, by their paths within it, with slashes between the
 * parts. Safe for use by several threads.
 */
sealed interface PictureFiles extends AutoCloseable {
  /** The largest picture file that is read: 64 MiB. */
  int MOST_BYTES = 1 << 26;

  /** Levels of folders that are looked at. */
  int DEEPEST = 16;

  /** All paths, sorted; those of folders end in a slash. */
  List<String> paths();

  /** The bytes of a file. */
  byte[] bytes(String path);

  /** How messages call a file. */
  String place(String path);

  @Override
  void close();

  /** Opens a folder or a zip archive. */
  static PictureFiles open(Path path) {
    if (Files.isDirectory(path)) {
      return Folder.list(path);
    }
    DataFile.require(path);
    try {
      return new Zip(path, StrictZip.open(path));
    } catch (FormatException | UncheckedIOException e) {
      throw DataException.of(path, e);
    }
  }

  /** Files on a disk. */
  record Folder(Path root, List<String> paths) implements PictureFiles {
    static Folder list(Path root) {
      try (Stream<Path> all = Files.walk(root, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
        return new Folder(
            root,
            all.filter(path -> !path.equals(root)).map(path -> name(root, path)).sorted().toList());
      } catch (IOException | UncheckedIOException e) {
        throw DataException.because(root, "cannot be listed", e);
      }
    }

    private static String name(Path root, Path path) {
      String name = root.relativize(path).toString().replace('\\', '/');
      return Files.isDirectory(path) ? name + "/" : name;
    }

    @Override
    public byte[] bytes(String path) {
      return DataFile.bytes(root.resolve(path), MOST_BYTES);
    }

    @Override
    public String place(String path) {
      return root.resolve(path).toString();
    }

    @Override
    public void close() {}
  }

  /** Entries of an archive. */
  record Zip(Path file, StrictZip zip) implements PictureFiles {
    @Override
    public List<String> paths() {
      return zip.names().stream().sorted().toList();
    }

    @Override
    public byte[] bytes(String path) {
      try {
        return zip.bytes(path, MOST_BYTES);
      } catch (FormatException | UncheckedIOException e) {
        throw DataException.of(file, e);
      }
    }

    @Override
    public String place(String path) {
      return zip.place(path);
    }

    @Override
    public void close() {
      zip.close();
    }
  }
}
