package io.fovea.backend.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Looks for shared libraries where the system's loader does, without loading them. JOCL prints to
 * standard output when it does not find OpenCL's; whoever asks here first keeps it silent.
 */
final class SharedLibraries {
  private static final List<String> FOLDERS =
      List.of("lib", "lib64", "usr/lib", "usr/lib64", "usr/local/lib");

  private final Path root;
  private final Map<String, String> environment;

  SharedLibraries(Path root, Map<String, String> environment) {
    this.root = root;
    this.environment = environment;
  }

  /** Whether OpenCL's own loader library is there, as far as that can be known. */
  static boolean hasOpenCl() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (os.contains("linux")) {
      var libraries = new SharedLibraries(Path.of("/"), System.getenv());
      return libraries.contain("libOpenCL.so.1") || libraries.contain("libOpenCL.so");
    }
    if (os.startsWith("windows")) {
      String folders = System.getenv("SystemRoot") + "\\System32;" + System.getenv("PATH");
      return Stream.of(folders.split(";")).anyMatch(f -> exists(f, "OpenCL.dll"));
    }
    return true;
  }

  /** Whether a library is found by its path, or by its name where Linux looks for names. */
  boolean contain(String library) {
    if (library.startsWith("/")) {
      return Files.exists(root.resolve(library.substring(1)));
    }
    String path = environment.getOrDefault("LD_LIBRARY_PATH", "");
    return Stream.of(path.split(":")).anyMatch(f -> exists(f, library))
        || FOLDERS.stream().anyMatch(f -> Files.exists(root.resolve(f).resolve(library)))
        || cachedFolders().anyMatch(f -> Files.exists(root.resolve(f).resolve(library)));
  }

  /**
   * The folders of the libraries in the loader's cache. That file is binary, but every path in it
   * is plain text that ends in a NUL.
   */
  private Stream<String> cachedFolders() {
    try {
      byte[] cache = Files.readAllBytes(root.resolve("etc/ld.so.cache"));
      return Stream.of(new String(cache, StandardCharsets.ISO_8859_1).split("\0"))
          .filter(text -> text.indexOf('/') < text.lastIndexOf('/'))
          .map(text -> text.substring(text.indexOf('/') + 1, text.lastIndexOf('/')))
          .filter(folder -> folder.chars().allMatch(c -> c >= ' ' && c <= '~'))
          .distinct();
    } catch (IOException e) {
      return Stream.of();
    }
  }

  private static boolean exists(String folder, String file) {
    try {
      return !folder.isBlank() && Files.exists(Path.of(folder, file));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
