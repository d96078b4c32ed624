package io.fovea.backend.opencl;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user's cache folder: {@code -Dfovea.cache.dir=DIR}, else {@code $XDG_CACHE_HOME/fovea},
 * {@code ~/.cache/fovea}, {@code %LOCALAPPDATA%\fovea\cache} or {@code ~/Library/Caches/fovea};
 * {@code -Dfovea.cache.dir=off} for none.
 */
final class CacheDirectory {
  static final String PROPERTY = "fovea.cache.dir";

  private CacheDirectory() {}

  /** The folder, which need not exist yet, or null when caching is off or there is no home. */
  static @Nullable Path find() {
    return find(
        System.getProperty(PROPERTY),
        System.getProperty("os.name", ""),
        System.getProperty("user.home", ""),
        System.getenv());
  }

  static @Nullable Path find(
      @Nullable String property, String osName, String home, Map<String, String> environment) {
    try {
      if (property != null && !property.isBlank()) {
        return property.equals("off") ? null : Path.of(property).toAbsolutePath();
      }
      Path homeFolder = home.isBlank() ? null : Path.of(home);
      String os = osName.toLowerCase(Locale.ROOT);
      if (os.startsWith("windows")) {
        String local = environment.get("LOCALAPPDATA");
        Path base = isAbsolute(local) ? Path.of(local) : under(homeFolder, "AppData/Local");
        return under(base, "fovea/cache");
      }
      if (os.startsWith("mac")) {
        return under(homeFolder, "Library/Caches/fovea");
      }
      // The XDG specification says that a relative path is to be ignored.
      String xdg = environment.get("XDG_CACHE_HOME");
      return isAbsolute(xdg) ? Path.of(xdg, "fovea") : under(homeFolder, ".cache/fovea");
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static boolean isAbsolute(@Nullable String path) {
    return path != null && !path.isBlank() && Path.of(path).isAbsolute();
  }

  private static @Nullable Path under(@Nullable Path folder, String name) {
    return folder == null ? null : folder.resolve(name);
  }

  /**
   * Creates the folder, closed to other users where the file system can say so: what lies in it is
   * run as native code.
   */
  static Path create(Path folder) throws IOException {
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      var onlyMe =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      return Files.createDirectories(folder, onlyMe);
    }
    return Files.createDirectories(folder);
  }
}
