package io.fovea.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Where the files of CIFAR are: in a folder, in the folder of the published archive within it, or
 * in the archive itself as it is published, {@code .tar.gz}, which is read without unpacking it.
 */
record CifarFiles(Path path, String innerFolder) {
  /** Does something with a file. */
  interface Use {
    void of(String name, String place, InputStream in, long bytes) throws IOException;
  }

  /** The most that deflate can shrink: a match of 258 bytes takes two bits or more (RFC 1951). */
  private static final long DEFLATE_MAX_RATIO = 1032;

  /** True if there is such a file. */
  boolean has(String name) {
    return Files.isRegularFile(folder().resolve(name));
  }

  private Path folder() {
    Path inner = path.resolve(innerFolder);
    return Files.isDirectory(inner) ? inner : path;
  }

  /** Passes the named files to their use, in any order; those that are missing are passed over. */
  void forEach(List<String> names, Use use) throws IOException {
    if (Files.isDirectory(path)) {
      for (String name : names) {
        Path file = folder().resolve(name);
        if (Files.exists(file)) {
          try (InputStream in = DataFile.open(file)) {
            use.of(name, file.toString(), in, Files.size(file));
          }
        }
      }
      return;
    }
    try (InputStream raw = DataFile.open(path)) {
      long reach = Files.size(path) * DEFLATE_MAX_RATIO;
      TarStream tar = new TarStream(path, new BufferedInputStream(new GZIPInputStream(raw)), reach);
      Set<String> seen = new HashSet<>();
      while (tar.next()) {
        String name = tar.name().substring(tar.name().lastIndexOf('/') + 1);
        if (tar.isFile() && names.contains(name)) {
          String place = path + ", entry '" + tar.name() + "'";
          if (!seen.add(name)) {
            throw DataException.of(place, "occurs twice in the archive");
          }
          use.of(name, place, tar.content(), tar.size());
        }
      }
    } catch (ZipException | EOFException e) {
      throw DataException.because(path, "is not a sound .tar.gz archive", e);
    }
  }
}
