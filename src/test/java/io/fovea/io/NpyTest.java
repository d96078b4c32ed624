package io.fovea.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** NPY and NPZ files: what NumPy 1.24.2 wrote, what we write, and what is neither. */
class NpyTest {
  @TempDir private Path folder;

  /** A file of some version, its header padded as NumPy does. */
  static byte[] npy(int version, String header, byte... elements) {
    int prefix = version == 1 ? 2 : 4;
    int unpadded = 8 + prefix + header.length() + 1;
    String padded = header + " ".repeat(Math.floorMod(-unpadded, 64)) + "\n";
    ByteBuffer file =
        ByteBuffer.allocate(8 + prefix + padded.length() + elements.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put(HexFormat.of().parseHex("934e554d5059")).put((byte) version).put((byte) 0);
    if (version == 1) {
      file.putShort((short) padded.length());
    } else {
      file.putInt(padded.length());
    }
    file.put(padded.getBytes(StandardCharsets.UTF_8)).put(elements);
    return file.array();
  }

  static String header(String type, String shape) {
    return "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** Elements and headers as NumPy wrote them. */
  static Stream<Arguments> numpys() {
    String f2v3 = "{'descr': '<f2', 'fortran_order': False, 'shape': (4,), }";
    String i2 = "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }";
    return Stream.of(
        Arguments.of(
            1,
            header("<f4", "(2, 2)"),
            "0000c03f000000c000000000180d8f4d",
            Tensor.of(Shape.of(2, 2), 1.5f, -2f, 0f, 3e8f)),
        Arguments.of(
            2, i2, "0001fffc0002000500030258", Tensor.of(Shape.of(2, 3), 1, 2, 3, -4, 5, 600)),
        Arguments.of(
            3, f2v3, "003c00b80100ff7b", Tensor.of(Shape.of(4), 1f, -0.5f, 0x1p-24f, 65504f)),
        Arguments.of(
            1,
            header("<u8", "(2,)"),
            "0700000000000000 0900000000000000",
            Tensor.of(Shape.of(2), 7, 9)),
        Arguments.of(1, header("|b1", "(2,)"), "0100", Tensor.of(Shape.of(2), new byte[] {1, 0})),
        Arguments.of(1, header("<f8", "()"), "0000000000000440", Tensor.of(Shape.scalar(), 2.5)),
        Arguments.of(1, header("|u1", "(2L,)"), "00ff", Tensor.of(Shape.of(2), new byte[] {0, -1})),
        Arguments.of(1, header("|i1", "(2,)"), "7fff", Tensor.of(Shape.of(2), 127, -1)),
        Arguments.of(1, header("<u2", "(1,)"), "ffff", Tensor.of(Shape.of(1), 65535)),
        Arguments.of(1, header(">i4", "(1,)"), "fffffffe", Tensor.of(Shape.of(1), -2)),
        Arguments.of(1, header(">u4", "(1,)"), "7fffffff", Tensor.of(Shape.of(1), 2147483647)),
        Arguments.of(
            1, header(">i8", "(1,)"), "ffffffff80000000", Tensor.of(Shape.of(1), -2147483648)),
        Arguments.of(1, header(">f4", "(1,)"), "3fc00000", Tensor.of(Shape.of(1), 1.5f)),
        Arguments.of(
            1,
            header(">f2", "(2,)"),
            "fc00 7e00",
            Tensor.of(Shape.of(2), Float.NEGATIVE_INFINITY, Float.NaN)),
        Arguments.of(1, header(">f8", "(1,)"), "4004000000000000", Tensor.of(Shape.of(1), 2.5)));
  }

  @ParameterizedTest
  @MethodSource("numpys")
  void readsWhatNumpyWrites(int version, String header, String elements, Tensor expected) {
    assertEquals(expected, Npy.read(npy(version, header, hex(elements))));
  }

  @Test
  void turnsArraysOfThreeAxes() {
    String header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2), }";
    Tensor read = Npy.read(npy(1, header, hex("000102030405060708090a0b")));
    // The element at [i, j, k] is number i + 2 j + 6 k of the file.
    assertEquals(Tensor.of(Shape.of(2, 3, 2), hex("00060208040a01070309050b")), read);
  }

  @Test
  void writesWhatNumpyWrites() throws IOException {
    Tensor array = Tensor.of(Shape.of(2, 2), 1.5f, -2f, 0f, 3e8f);
    Path file = folder.resolve("a.npy");
    Npy.write(file, array);
    byte[] numpys = npy(1, header("<f4", "(2, 2)"), hex("0000c03f000000c000000000180d8f4d"));
    assertEquals(
        HexFormat.of().formatHex(numpys), HexFormat.of().formatHex(Files.readAllBytes(file)));
  }

  @Test
  void readsWhatItWrites() {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("u", Tensor.of(Shape.of(3), new byte[] {1, 2, -3}));
    arrays.put("i", Tensor.of(Shape.of(1, 2), 5, -6));
    arrays.put("d", Tensor.of(Shape.scalar(), 1e300));
    arrays.put("f", Tensor.of(Shape.of(2, 1, 1), 1f, 2f));
    Path file = folder.resolve("a.npz");
    Npz.write(file, arrays);
    assertEquals(arrays, Npz.read(file));
    assertEquals(List.copyOf(arrays.keySet()), List.copyOf(Npz.read(file).keySet()));
    Path single = folder.resolve("b.npy");
    Npy.write(single, arrays.get("i"));
    assertEquals(arrays.get("i"), Npy.read(single));
  }

  static Stream<Arguments> malformed() {
    byte[] sound = npy(1, header("<f4", "(2,)"), new byte[8]);
    return Stream.of(
        Arguments.of(new byte[0], "byte 0: is empty"),
        Arguments.of(hex("504b0304 00000000"), "byte 0: starts with 504b030400000000; an NPY file"),
        Arguments.of(hex("934e554d5059"), "byte 6: its version must be"),
        Arguments.of(hex("934e554d5059 0400 0000"), "byte 6: its version must be"),
        Arguments.of(hex("934e554d5059 0100 00"), "byte 9: ends where 1 more bytes must be"),
        Arguments.of(hex("934e554d5059 0100 ffff"), "byte 8: the header must have at most 0 bytes"),
        Arguments.of(hex("934e554d5059 0200 ffffffff"), "at most 0 bytes, it claims 4294967295"),
        Arguments.of(Arrays.copyOf(sound, sound.length - 1), "8 bytes, but 7 bytes follow it"),
        Arguments.of(Arrays.copyOf(sound, sound.length + 1), "8 bytes, but 9 bytes follow it"),
        Arguments.of(npy(1, header("<f4", "(2147483648,)")), "extents are at least 1 and"),
        Arguments.of(npy(1, header("<f4", "(65536, 65536)")), "product at most 1073741824"),
        Arguments.of(npy(1, header("<f4", "(1073741824,)")), "4294967296 bytes, but 0"),
        Arguments.of(npy(1, header("<f4", "(0,)")), "extents are at least 1"),
        Arguments.of(npy(1, header("<f4", "(-1,)")), "an extent must be a whole number"),
        Arguments.of(npy(1, header("<f4", "(9999999999999999999,)")), "at most 18 digits"),
        Arguments.of(npy(1, header("<f4", "(1 2)")), "the header must have ')' here"),
        Arguments.of(npy(1, header("<f4", "(" + "1,".repeat(33) + ")")), "more than 32 extents"),
        Arguments.of(npy(1, header("|O", "(1,)"), new byte[8]), "Python objects ('|O'), which are"),
        Arguments.of(npy(1, header("<c8", "(1,)"), new byte[8]), "elements of type '<c8' are not"),
        Arguments.of(npy(1, header("<U4", "(1,)"), new byte[16]), "elements of type '<U4'"),
        Arguments.of(npy(1, header("f4", "(1,)"), new byte[4]), "elements of type 'f4'"),
        Arguments.of(npy(1, header("", "(1,)"), new byte[4]), "elements of type ''"),
        Arguments.of(
            npy(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}"),
            "byte 20: its elements are records"),
        Arguments.of(npy(1, "{'descr': '<f4', 'shape': (1,)}"), "the header lacks one of"),
        Arguments.of(npy(1, "{'descr': '<f4', 'descr': '<f4'}"), "has 'descr' twice"),
        Arguments.of(npy(1, "{'more': 1}"), "byte 11: the header has a field 'more'"),
        Arguments.of(npy(1, "{'a\nb': 1}"), "byte 11: the header has a field 'a\\u000ab'"),
        Arguments.of(npy(1, "{'fortran_order': 1}"), "must be True or False"),
        Arguments.of(npy(1, "import os"), "byte 10: the header must have '{' here"),
        Arguments.of(npy(1, header("<f4", "(1,)") + "x", new byte[4]), "goes on after"),
        Arguments.of(
            npy(1, header("<i8", "(2,)"), hex("0100000000000000 0000008000000000")),
            "byte 136: a whole number must fit in 32 bits, got 2147483648"),
        Arguments.of(
            npy(1, header("<u8", "(1,)"), hex("ffffffffffffffff")), "got 18446744073709551615"),
        Arguments.of(npy(1, header("|b1", "(2,)"), hex("0102")), "byte 129: a truth value"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void saysWhatIsWrong(byte[] content, String expected) throws IOException {
    Path file = Files.write(folder.resolve("bad.npy"), content);
    var e = assertThrows(FormatException.class, () -> Npy.read(file));
    assertTrue(e.getMessage().startsWith(file + ": byte "), e.getMessage());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());

    Path packed = Files.write(folder.resolve("bad.npz"), zip("x.npy", content, "y.npy", content));
    e = assertThrows(FormatException.class, () -> Npz.read(packed));
    assertTrue(e.getMessage().startsWith(packed + ", entry 'x.npy': byte "), e.getMessage());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] sound = npy(1, header("<f4", "(2,)"), new byte[8]);
    for (int length = 0; length < sound.length; length++) {
      byte[] cut = Arrays.copyOf(sound, length);
      assertThrows(FormatException.class, () -> Npy.read(cut), "of " + length);
    }
  }

  /** A zip archive of names and contents. */
  static byte[] zip(Object... entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) entries[i]));
        zip.write((byte[]) entries[i + 1]);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] replaced(byte[] zip, String from, String to) {
    String text = new String(zip, StandardCharsets.ISO_8859_1).replace(from, to);
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static Stream<Arguments> badArchives() {
    byte[] one = npy(1, header("|u1", "(1,)"), (byte) 1);
    byte[] sound = zip("x.npy", one);
    byte[] damaged = sound.clone();
    damaged[50] ^= 0x55;
    byte[] bomb = zip("x.npy", npy(1, header("|u1", "(67108864,)"), new byte[1 << 26]));
    return Stream.of(
        Arguments.of(new byte[0], "is not a whole zip archive"),
        Arguments.of("hello".getBytes(StandardCharsets.UTF_8), "is not a whole zip archive"),
        Arguments.of(Arrays.copyOf(sound, sound.length - 1), "is not a whole zip archive"),
        Arguments.of(damaged, "entry 'x.npy': "),
        Arguments.of(zip(), "has no arrays"),
        Arguments.of(zip("x.txt", one), "entry 'x.txt': is no array; the names in an NPZ"),
        Arguments.of(zip("../x.npy", one), "entry '../x.npy': its name must be a path within"),
        Arguments.of(zip("/x.npy", one), "entry '/x.npy': its name must be a path within"),
        Arguments.of(zip("C:x.npy", one), "entry 'C:x.npy': its name must be a path within"),
        Arguments.of(
            replaced(zip("x.npy", one, "y.npy", one), "y.npy", "x.npy"),
            "entry 'x.npy': occurs twice"),
        Arguments.of(bomb, "entry 'x.npy': claims 67108992 unpacked bytes; the most is 1048576"));
  }

  @ParameterizedTest
  @MethodSource("badArchives")
  void saysWhatIsWrongWithAnArchive(byte[] content, String expected) throws IOException {
    Path file = Files.write(folder.resolve("bad.npz"), content);
    var e = assertThrows(FormatException.class, () -> Npz.read(file, 1 << 20));
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }
}
