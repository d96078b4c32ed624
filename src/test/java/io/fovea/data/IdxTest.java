package io.fovea.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** IDX files, sound and otherwise: an array or one clear line, and no memory on a header's word. */
class IdxTest {
  /** Two images of two rows and three columns. */
  private static final String IMAGES =
      "00000803 00000002 00000002 00000003 010203040506 0708090a0bff";

  private static final long KIB = 1024;

  @TempDir private Path folder;

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("a-file"), content);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsAnArray(boolean packed) throws IOException {
    byte[] content = bytes(IMAGES);
    Tensor images = Idx.read(file(packed ? gzip(content) : content), 3);
    assertEquals(Tensor.of(Shape.of(2, 2, 3), bytes("010203040506 0708090a0bff")), images);
  }

  static Stream<Arguments> malformed() {
    String noGzip = "is not a sound gzip file";
    return Stream.of(
        Arguments.of("", 3, "byte 0: starts with nothing, it is empty"),
        Arguments.of("00", 3, "byte 0: starts with 00; an IDX file starts with"),
        Arguments.of("000008", 3, "byte 0: starts with 00 00 08; an IDX file starts with"),
        Arguments.of("504b0304 00000001", 3, "byte 0: starts with 50 4b 03 04; an IDX file"),
        Arguments.of("00010803 00000001", 3, "byte 0: starts with 00 01 08 03; an IDX file"),
        Arguments.of("00000d03 00000001", 3, "byte 2: element type is 0x0d; only 0x08"),
        Arguments.of("00000801 00000001 05", 3, "byte 3: has 1 extents, expected 3 (images"),
        Arguments.of("00000803 00000001 05", 1, "byte 3: has 3 extents, expected 1 (labels"),
        Arguments.of("000008ff 00000001 05", 1, "byte 3: has 255 extents, expected 1"),
        Arguments.of("00000803", 3, "byte 4: ends inside the header, which has 16 bytes"),
        Arguments.of("00000803 00000002 000000", 3, "byte 11: ends inside the header"),
        Arguments.of("00000801 00000000", 1, "byte 4: extent 0 is 0; extents are at least 1"),
        Arguments.of("00000801 ffffffff 05", 1, "byte 4: extent 0 is 4294967295; extents"),
        Arguments.of("00000801 40000001 05", 1, "extent 0 is 1073741825; extents are at least 1"),
        Arguments.of(
            "00000803 00010000 00010000 00010000",
            3,
            "byte 8: extent 1 is 65536; extents are at least 1 and their product at most 1073741824"),
        Arguments.of(
            "00000803 7fffffff 7fffffff 7fffffff", 3, "byte 4: extent 0 is 2147483647; extents"),
        Arguments.of(
            "00000801 3fffffff 05",
            1,
            "byte 4: the header declares [1073741823], 1073741831 bytes with the header,"
                + " but the file has 9 bytes"),
        Arguments.of("00000801 00000003 0102", 1, "declares [3], 11 bytes with the header, but"),
        Arguments.of("00000801 00000003 01020304", 1, "declares [3], 11 bytes with the header"),
        Arguments.of("1f8b", 1, noGzip),
        Arguments.of("1f8b0800", 1, noGzip),
        Arguments.of("1f8b0900 00000000 00ff", 1, noGzip),
        Arguments.of("1f8b0800 00000000 00ff", 1, noGzip),
        Arguments.of("1f8b0800 00000000 00ff ffffffff", 1, noGzip));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void saysWhatIsWrong(String hex, int rank, String expected) throws IOException {
    assertRefuses(bytes(hex), rank, expected);
  }

  private void assertRefuses(byte[] content, int rank, String expected) throws IOException {
    Path file = file(content);
    long before = allocatedBytes();
    var e = assertThrows(DataException.class, () -> Idx.read(file, rank));
    long taken = allocatedBytes() - before;
    String message = e.getMessage();
    assertTrue(message.contains(expected), message);
    assertTrue(message.startsWith(file.toString()), message);
    assertEquals(1, message.lines().count(), message);
    assertTrue(taken < 2048 * KIB, () -> "took " + taken + " bytes to say: " + message);
  }

  private static long allocatedBytes() {
    var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return bean.getCurrentThreadAllocatedBytes();
  }

  static Stream<Arguments> badlyPacked() {
    byte[] sound = gzip(bytes(IMAGES));
    byte[] checksum = sound.clone();
    checksum[checksum.length - 8] ^= 1;
    byte[] length = sound.clone();
    length[length.length - 1] ^= 1;
    return Stream.of(
        Arguments.of(
            "goes on in the packed data",
            gzip(bytes(IMAGES + "00")),
            "byte 28: goes on after the 12 elements of [2, 2, 3]"),
        Arguments.of(
            "ends early in the packed data",
            gzip(bytes(IMAGES.substring(0, IMAGES.length() - 4))),
            "byte 26: ends after 10 of the 12 elements that the header declares as [2, 2, 3]"),
        Arguments.of(
            "packed header ends early",
            gzip(bytes("00000803 000000")),
            "byte 7: ends inside the header"),
        Arguments.of(
            "garbage after the packed data",
            concat(sound, new byte[5]),
            "the file has %d bytes, its packed data %d".formatted(sound.length + 5, sound.length)),
        Arguments.of("a second packed part", concat(sound, sound), "byte 28: goes on after"),
        Arguments.of("wrong checksum", checksum, "is not a sound gzip file"),
        Arguments.of("wrong length", length, "is not a sound gzip file"),
        Arguments.of(
            "a header that promises more than deflate can hold",
            gzip(bytes("00000801 3fffffff 05")),
            "is packed and cannot unpack to more than"),
        Arguments.of("packed twice", gzip(sound), "byte 0: starts with 1f 8b 08 00"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badlyPacked")
  void saysWhatIsWrongInAPackedFile(String what, byte[] content, String expected)
      throws IOException {
    assertRefuses(content, 3 - (what.contains("promises") ? 2 : 0), expected);
  }

  @Test
  void stopsAtTheFirstByteTooManyOfABomb() throws IOException {
    byte[] start = bytes("00000801 00000005 0102030405");
    byte[] bomb = gzip(concat(start, new byte[64 << 20]));
    assertRefuses(bomb, 1, "byte 13: goes on after the 5 elements");
  }

  @Test
  void keepsToTheCallersLimit() throws IOException {
    Path file = file(bytes(IMAGES));
    assertEquals(12, Idx.read(file, 3, 12).length());
    var e = assertThrows(DataException.class, () -> Idx.read(file, 3, 11));
    assertTrue(e.getMessage().contains("product at most 11"), e.getMessage());
    assertEquals(12, e.position().orElseThrow());
    assertEquals(file.toString(), e.source());
  }

  @Test
  void wantsAFile() {
    Path none = folder.resolve("none");
    var e = assertThrows(DataException.class, () -> Idx.read(none, 3));
    assertEquals(none + ": does not exist", e.getMessage());
    assertTrue(e.position().isEmpty());
    e = assertThrows(DataException.class, () -> Idx.read(folder, 3));
    assertEquals(folder + ": is not a file", e.getMessage());
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    for (byte[] sound : new byte[][] {bytes(IMAGES), gzip(bytes(IMAGES))}) {
      for (int length = 0; length < sound.length; length++) {
        assertRefuses(Arrays.copyOf(sound, length), 3, "");
      }
    }
  }

  /** Damaged bits give an array as large as declared or a {@link DataException}, never more. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void survivesDamage(boolean packed) throws IOException {
    SplittableRandom random = new SplittableRandom(20_260_101);
    byte[] content = new byte[16 + 2 * 28 * 28];
    random.nextBytes(content);
    System.arraycopy(bytes("00000803 00000002 0000001c 0000001c"), 0, content, 0, 16);
    byte[] sound = packed ? gzip(content) : content;
    int refused = 0;
    int trials = 2000;
    for (int trial = 0; trial < trials; trial++) {
      byte[] damaged = Arrays.copyOf(sound, sound.length - random.nextInt(2) * random.nextInt(40));
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        // The first bytes matter most, so half of the damage is there.
        int at = random.nextInt(random.nextBoolean() ? 24 : damaged.length);
        damaged[at] ^= (byte) (1 << random.nextInt(8));
      }
      Path file = file(damaged);
      long before = allocatedBytes();
      try {
        Tensor images = Idx.read(file, 3);
        assertEquals(3, images.shape().rank());
      } catch (DataException e) {
        refused++;
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      }
      long taken = allocatedBytes() - before;
      assertTrue(taken < 4096 * KIB, () -> "took " + taken + " bytes");
    }
    int refusals = refused;
    assertTrue(refusals > trials / 4 && refusals < trials, () -> "refused " + refusals);
  }
}
