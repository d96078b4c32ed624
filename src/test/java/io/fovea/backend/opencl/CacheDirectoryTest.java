package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where caches lie on each system. */
class CacheDirectoryTest {
  @Test
  void isWhereEachSystemKeepsCaches() {
    assertEquals(Path.of("/h/.cache/fovea"), CacheDirectory.find(null, "Linux", "/h", Map.of()));
    assertEquals(
        Path.of("/c/fovea"),
        CacheDirectory.find(null, "Linux", "/h", Map.of("XDG_CACHE_HOME", "/c")));
    assertEquals(
        Path.of("/h/.cache/fovea"),
        CacheDirectory.find(null, "Linux", "/h", Map.of("XDG_CACHE_HOME", "relative")));
    assertEquals(
        Path.of("/h/Library/Caches/fovea"),
        CacheDirectory.find(null, "Mac OS X", "/h", Map.of("XDG_CACHE_HOME", "/c")));
    assertEquals(
        Path.of("/h/AppData/Local/fovea/cache"),
        CacheDirectory.find(null, "Windows 11", "/h", Map.of()));
    assertEquals(
        Path.of("/l/fovea/cache"),
        CacheDirectory.find(null, "Windows 11", "/h", Map.of("LOCALAPPDATA", "/l")));
  }

  @Test
  void isGivenOrSwitchedOffByTheProperty() {
    assertEquals(Path.of("/x"), CacheDirectory.find("/x", "Linux", "/h", Map.of()));
    assertNull(CacheDirectory.find("off", "Linux", "/h", Map.of()));
    assertNull(CacheDirectory.find(null, "Linux", "", Map.of()));
  }
}
