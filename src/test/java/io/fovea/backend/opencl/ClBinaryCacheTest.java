package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Binaries on disk: hits, misses, and every kind of file that must not be believed. */
class ClBinaryCacheTest {
  private static final String KEY = "0123456789abcdef".repeat(4);
  private static final String OTHER = "fedcba9876543210".repeat(4);

  @TempDir Path folder;

  private static ClBinaryCache.Entry entry() {
    return new ClBinaryCache.Entry(new byte[] {1, 2, 3, 4, 5}, Set.of("a[1]", "b[64, 1]"));
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void whatWasSavedIsLoaded() throws IOException {
    var cache = new ClBinaryCache(folder.resolve("not/yet/there"));
    assertNull(cache.load(KEY));
    cache.save(KEY, entry());
    ClBinaryCache.Entry loaded = cache.load(KEY);
    assertNotNull(loaded);
    assertArrayEquals(entry().binary(), loaded.binary());
    assertEquals(entry().variants(), loaded.variants());
    assertNull(cache.load(OTHER));
    cache.remove(KEY);
    assertNull(cache.load(KEY));
    try (var left = Files.list(folder.resolve("not/yet/there"))) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void anyChangedByteOrLengthIsNoticed() throws IOException {
    var cache = new ClBinaryCache(folder);
    cache.save(KEY, entry());
    Path file = files().get(0);
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x10;
      Files.write(file, bad);
      assertNull(cache.load(KEY), "byte " + i);
      assertFalse(Files.exists(file), "it was removed");
      Files.write(file, Arrays.copyOf(good, i));
      assertNull(cache.load(KEY), "length " + i);
    }
    Files.write(file, Arrays.copyOf(good, good.length + 1));
    assertNull(cache.load(KEY));
    Files.write(folder.resolve(OTHER + ".clbin"), good);
    assertNull(cache.load(OTHER), "an entry under another's name");
    Files.write(file, good);
    assertNotNull(cache.load(KEY));
  }

  @Test
  void aFolderThatCannotBeWrittenEndsWritingQuietly() throws IOException {
    Path file = Files.writeString(folder.resolve("a-file"), "in the way");
    var cache = new ClBinaryCache(file.resolve("cache"));
    assertTrue(cache.isWritable());
    assertNull(cache.load(KEY));
    cache.save(KEY, entry());
    assertFalse(cache.isWritable());
    cache.save(KEY, entry());
    assertNull(cache.load(KEY));
  }

  @Test
  void withoutAFolderNothingIsKept() {
    var cache = new ClBinaryCache(null);
    assertFalse(cache.isWritable());
    cache.save(KEY, entry());
    cache.remove(KEY);
    assertNull(cache.load(KEY));
  }

  /** Runs one kernel on a new device with this cache; returns compiled and restored builds. */
  private List<Integer> useDevice(int groupSize) {
    try (ClDevice device =
            ClDevice.open(ClFixture.entry(), Precision.FP32, new ClBinaryCache(folder));
        ClRegion region = ClFixture.tensors(device, 64)) {
      try (ClLaunch launch =
          device
              .kernel(ClFixture.FILE, "add_in_place", ClFixture.TRIPLE)
              .floats(2)
              .update(region.get(0))
              .global(64)
              .local(groupSize)
              .bind()) {
        launch.enqueue();
        assertEquals(2f, ClFixture.read(device, region.get(0))[63]);
      }
      device.saveBinaries();
      return List.of(device.compiler().compiled(), device.compiler().restored());
    }
  }

  @Test
  void theSecondDeviceCompilesNothing() throws IOException {
    assertEquals(List.of(2, 0), useDevice(8));
    assertEquals(2, files().size());
    assertEquals(List.of(0, 2), useDevice(8));
  }

  @Test
  void anEntryGrowsWithTheVariantsThatRan() throws IOException {
    useDevice(8);
    long before = totalBytes();
    useDevice(8);
    assertEquals(before, totalBytes());
    useDevice(16);
    assertTrue(totalBytes() > before, "code for another work-group size was added");
    before = totalBytes();
    useDevice(8);
    assertEquals(before, totalBytes());
  }

  private long totalBytes() throws IOException {
    long total = 0;
    for (Path file : files()) {
      total += Files.size(file);
    }
    return total;
  }

  @Test
  void whatTheDriverRefusesIsCompiledAgain() throws IOException {
    useDevice(8);
    var cache = new ClBinaryCache(folder);
    for (Path file : files()) {
      String key = file.getFileName().toString().replace(".clbin", "");
      cache.save(
          key, new ClBinaryCache.Entry("not a program".getBytes(StandardCharsets.UTF_8), Set.of()));
    }
    assertEquals(List.of(2, 0), useDevice(8));
    assertEquals(List.of(0, 2), useDevice(8));
  }

  @Test
  void aDamagedFileIsCompiledAgain() throws IOException {
    useDevice(8);
    for (Path file : files()) {
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }
    assertEquals(List.of(2, 0), useDevice(8));
    assertEquals(List.of(0, 2), useDevice(8));
  }
}
