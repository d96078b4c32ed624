package io.fovea.backend.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.jocl.CL;
import org.jocl.LibUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads JOCL once, when OpenCL is first asked for, and says why when it cannot be loaded.
 *
 * <p>JOCL unpacks its native library under one fixed name into {@code java.io.tmpdir} and loads
 * whatever file bears that name there. In a folder shared by several users that file may be
 * anybody's, or half written by another process. So the library is put beforehand, whole and
 * compared byte by byte, into a folder that only this user can write, and JOCL is shown that folder
 * as the temporary one while it loads. A library on {@code java.library.path} still comes first.
 */
final class JoclLibrary {
  private static final Logger log = LoggerFactory.getLogger(JoclLibrary.class);

  /** The name under which JOCL 2.0.6 looks for its library. */
  static final String BASE_NAME = "JOCL_2_0_6";

  private static final String NO_LOADER = "no OpenCL loader library (libOpenCL) is installed";

  private static boolean tried;
  private static @Nullable String reason;

  private JoclLibrary() {}

  /**
   * Loads JOCL and switches its exceptions on. Returns null, or the reason why OpenCL cannot be
   * used; never throws.
   */
  static synchronized @Nullable String load() {
    if (!tried) {
      tried = true;
      reason = tryToLoad();
      if (reason != null) {
        log.debug("OpenCL is not available: {}", reason);
      }
    }
    return reason;
  }

  private static @Nullable String tryToLoad() {
    if ("".equals(System.getenv("POCL_CACHE_DIR"))) {
      return "the environment variable POCL_CACHE_DIR is set but empty, which makes PoCL abort the"
          + " process: unset it";
    }
    if (!SharedLibraries.hasOpenCl()) {
      return NO_LOADER;
    }
    Path folder = null;
    boolean temporary = false;
    String sharedTemporary = System.getProperty("java.io.tmpdir");
    try {
      folder = keptFolder();
      if (folder == null) {
        folder = Files.createTempDirectory("fovea-jocl");
        temporary = true;
      }
      System.setProperty("java.io.tmpdir", folder.toString());
      CL.setExceptionsEnabled(true);
      return null;
    } catch (IOException | SecurityException e) {
      return "no folder for JOCL's native library: " + e;
    } catch (LinkageError e) {
      return explain(e);
    } finally {
      System.setProperty("java.io.tmpdir", sharedTemporary);
      if (temporary && folder != null) {
        removeIfPossible(folder);
      }
    }
  }

  /**
   * The user's own folder with the library in it, or null where there is no cache folder or no such
   * library in the jar.
   */
  private static @Nullable Path keptFolder() throws IOException {
    Path cache = CacheDirectory.find();
    String file = LibUtils.createLibraryFileName(LibUtils.createPlatformLibraryName(BASE_NAME));
    byte[] library = resource("/lib/" + file);
    if (cache == null || library == null) {
      return null;
    }
    try {
      Path folder = CacheDirectory.create(cache.resolve("native"));
      Path place = folder.resolve(file);
      if (!Files.isRegularFile(place) || !Arrays.equals(Files.readAllBytes(place), library)) {
        Path beside = Files.createTempFile(folder, file, ".part");
        Files.write(beside, library);
        Files.move(
            beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
      return folder;
    } catch (IOException e) {
      log.debug("JOCL's native library is not kept in {}: {}", cache, e.toString());
      return null;
    }
  }

  private static byte @Nullable [] resource(String name) throws IOException {
    try (InputStream in = LibUtils.class.getResourceAsStream(name)) {
      return in == null ? null : in.readAllBytes();
    }
  }

  /** A loaded library may be unlinked everywhere but on Windows, where the file stays behind. */
  private static void removeIfPossible(Path folder) {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      log.debug("{} is left behind: {}", folder, e.toString());
    }
  }

  /**
   * JOCL's errors hold whole stack traces in their message; the first line of the innermost one
   * says enough.
   */
  private static String explain(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage());
    if (message.contains("Could not initialize native OpenCL library")) {
      return NO_LOADER;
    }
    return "JOCL's native library could not be loaded: "
        + message.lines().findFirst().orElse("").strip();
  }
}
