package io.fovea.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.data.Preprocessing.Invert;
import io.fovea.plot.PngWriter;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Picture files as a network wants them, and damaged ones as one clear line. */
class PictureTest {
  private static final Preprocessing GREY_2X2 = Preprocessing.unit(Shape.of(2, 2, 1));
  private static final Preprocessing RGB_2X2 = Preprocessing.unit(Shape.of(2, 2, 3));

  private static byte[] encode(BufferedImage image, String format) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertTrue(ImageIO.write(image, format, out), "no encoder for " + format);
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static BufferedImage image(int type, int... argb) {
    BufferedImage image = new BufferedImage(2, 2, type);
    image.setRGB(0, 0, 2, 2, argb, 0, 2);
    return image;
  }

  private static void assertPixels(Picture picture, int... expected) {
    int[] got = new int[picture.pixels().length()];
    Arrays.setAll(got, i -> (int) picture.pixels().get(i));
    assertEquals(Arrays.toString(expected), Arrays.toString(got));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "bmp"})
  void readsColour(String format) {
    // The last colour is in the palette that AWT gives to images that have one.
    int[] quarters = {0xffff0000, 0xff00ff00, 0xff0000ff, 0xff6699cc};
    int type = format.equals("gif") ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(12, 8, type);
    for (int x = 0; x < 12; x++) {
      for (int y = 0; y < 8; y++) {
        image.setRGB(x, y, quarters[y / 4 * 2 + x / 6]);
      }
    }
    Picture picture = Picture.decode("p", encode(image, format), RGB_2X2);
    assertPixels(picture, 255, 0, 0, 0, 255, 0, 0, 0, 255, 102, 153, 204);
    assertEquals(8, picture.fileHeight());
    assertEquals(12, picture.fileWidth());
    // Weights 0.299, 0.587 and 0.114.
    assertPixels(Picture.decode("p", encode(image, format), GREY_2X2), 76, 150, 29, 144);
  }

  @Test
  void refusesAGifThatTheJdkMisreads() {
    byte[] file = encode(image(BufferedImage.TYPE_BYTE_INDEXED, -1, -1, -1, -1), "gif");
    assertEquals("some.file: has 2 rows; a GIF has at least 5", refusal(file));
  }

  @Test
  void readsJpegAboutRight() {
    BufferedImage flat = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 16; x++) {
      for (int y = 0; y < 8; y++) {
        flat.setRGB(x, y, 0x6496c8);
      }
    }
    Picture picture = Picture.decode("p", encode(flat, "jpeg"), RGB_2X2);
    for (int i = 0; i < 12; i++) {
      assertEquals(100 + 50 * (i % 3), picture.pixels().get(i), 3);
    }
    assertEquals(16, picture.fileWidth());
    assertEquals(8, picture.fileHeight());
  }

  /** AWT converts grey as if it were linear light: 100 would become 168. */
  @Test
  void readsGreyAsItIsStored() {
    Tensor stored = Tensor.of(Shape.of(2, 2, 1), (byte) 0, (byte) 100, (byte) 200, (byte) 255);
    byte[] file = PngWriter.encode(stored);
    assertEquals(stored, Picture.decode("p", file, GREY_2X2).pixels());
    assertPixels(
        Picture.decode("p", file, RGB_2X2), 0, 0, 0, 100, 100, 100, 200, 200, 200, 255, 255, 255);
  }

  @Test
  void reads16BitGreyAndPalettes() {
    BufferedImage deep = new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setDataElements(0, 0, 2, 2, new short[] {0, 25_700, (short) 51_400, -1});
    assertPixels(Picture.decode("p", encode(deep, "png"), GREY_2X2), 0, 100, 200, 255);

    BufferedImage bits = image(BufferedImage.TYPE_BYTE_BINARY, 0, -1, -1, 0);
    assertPixels(Picture.decode("p", encode(bits, "png"), GREY_2X2), 0, 255, 255, 0);

    BufferedImage palette =
        image(BufferedImage.TYPE_BYTE_INDEXED, 0xffff0000, 0xff000000, 0xffffffff, 0xff0000ff);
    assertPixels(
        Picture.decode("p", encode(palette, "png"), RGB_2X2),
        255,
        0,
        0,
        0,
        0,
        0,
        255,
        255,
        255,
        0,
        0,
        255);
  }

  @Test
  void whatIsTransparentIsPaper() {
    BufferedImage ink =
        image(BufferedImage.TYPE_INT_ARGB, 0x00000000, 0xff000000, 0x80000000, 0x33ffffff);
    assertPixels(Picture.decode("p", encode(ink, "png"), GREY_2X2), 255, 0, 127, 255);
  }

  @Test
  void resizesByArea() {
    BufferedImage stripes = new BufferedImage(6, 3, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 6; x++) {
      for (int y = 0; y < 3; y++) {
        stripes.setRGB(x, y, 0x010101 * (30 * x + 10 * y));
      }
    }
    // Columns 0 to 2 average 30, 3 to 5 average 120; rows by thirds 0, 10, 20: 10/3 and 50/3.
    assertPixels(Picture.decode("p", encode(stripes, "png"), GREY_2X2), 33, 123, 47, 137);
  }

  @ParameterizedTest
  @CsvSource({
    "NO, 250, 10, false",
    "YES, 250, 10, true",
    "YES, 10, 250, true",
    "AUTO, 250, 10, true",
    "AUTO, 10, 250, false",
    "AUTO, 127, 250, false",
    "AUTO, 128, 250, true"
  })
  void invertsAsAsked(Invert invert, int border, int middle, boolean inverted) {
    Shape shape = Shape.of(3, 3, 1);
    byte[] pixels = new byte[9];
    Arrays.fill(pixels, (byte) border);
    pixels[4] = (byte) middle;
    byte[] file = PngWriter.encode(Tensor.of(shape, pixels));
    Picture picture = Picture.decode("p", file, Preprocessing.unit(shape).with(invert));
    assertEquals(inverted, picture.inverted());
    assertEquals(inverted ? 255 - border : border, picture.pixels().get(0));
    assertEquals(inverted ? 255 - middle : middle, picture.pixels().get(4));
  }

  private static String refusal(byte[] file) {
    var e = assertThrows(DataException.class, () -> Picture.decode("some.file", file, GREY_2X2));
    assertTrue(e.getMessage().startsWith("some.file: "), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    return e.getMessage();
  }

  @Test
  void refusesWhatIsNoPicture() {
    assertEquals("some.file: is empty", refusal(new byte[0]));
    assertEquals(
        "some.file: is no PNG, JPEG, GIF or BMP file; it starts with 68656c6c6f",
        refusal("hello".getBytes(StandardCharsets.US_ASCII)));
    refusal(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff});
    refusal("GIF89a".getBytes(StandardCharsets.US_ASCII));
    refusal("BM".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void refusesMoreChannelsThanAPictureHas() {
    byte[] file = PngWriter.encode(Tensor.of(Shape.of(1, 1, 1), (byte) 0));
    Preprocessing deep = Preprocessing.unit(Shape.of(2, 2, 4));
    var e = assertThrows(DataException.class, () -> Picture.decode("p", file, deep));
    assertEquals("p: a picture has 1 or 3 channels, the network wants 4", e.getMessage());
  }

  /** A header that declares 60,000 x 60,000 pixels, with a valid checksum. */
  @Test
  void refusesAHugePictureBeforeItDecodes() {
    byte[] file = PngWriter.encode(Tensor.of(Shape.of(1, 1, 1), (byte) 0));
    ByteBuffer.wrap(file).putInt(16, 60_000).putInt(20, 60_000);
    CRC32 crc = new CRC32();
    crc.update(file, 12, 17);
    ByteBuffer.wrap(file).putInt(29, (int) crc.getValue());
    assertEquals(
        "some.file: declares 60000 x 60000 pixels; a picture has at least one and at most 64000000",
        refusal(file));
  }

  private static byte[] noise(String format) {
    SplittableRandom random = new SplittableRandom(3);
    BufferedImage image = new BufferedImage(24, 17, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 24; x++) {
      for (int y = 0; y < 17; y++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    return encode(image, format);
  }

  /** What is cut off must be noticed: a decoder that fills in grey makes silent nonsense. */
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
  void refusesEveryTruncation(String format) {
    byte[] file = noise(format);
    int needed = neededBytes(file, format);
    assertTrue(needed >= file.length - 24, () -> needed + " of " + file.length);
    for (int length = 0; length < needed; length++) {
      refusal(Arrays.copyOf(file, length));
    }
  }

  /** How much of the file carries pixels: not the checksums and marks at its end. */
  private static int neededBytes(byte[] file, String format) {
    return switch (format) {
      case "png" -> file.length - 24;
      case "gif" -> file.length - 1;
      default -> file.length;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
  void survivesDamage(String format) {
    byte[] sound = noise(format);
    SplittableRandom random = new SplittableRandom(20_260_102);
    int refused = 0;
    for (int trial = 0; trial < 400; trial++) {
      byte[] damaged = sound.clone();
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        int at = random.nextInt(random.nextBoolean() ? 64 : damaged.length);
        damaged[at] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertEquals(GREY_2X2.shape(), Picture.decode("p", damaged, GREY_2X2).pixels().shape());
      } catch (DataException e) {
        refused++;
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      }
    }
    assertTrue(refused > 40, "refused " + refused);
  }

  @Test
  void readsAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("p.png");
    PngWriter.write(file, Tensor.of(Shape.of(2, 2, 1), (byte) 1, (byte) 2, (byte) 3, (byte) 4));
    Picture picture = Picture.read(file, GREY_2X2);
    assertPixels(picture, 1, 2, 3, 4);
    assertFalse(picture.inverted());

    Path none = folder.resolve("none.png");
    var e = assertThrows(DataException.class, () -> Picture.read(none, GREY_2X2));
    assertEquals(none + ": does not exist", e.getMessage());
    e = assertThrows(DataException.class, () -> Picture.read(folder, GREY_2X2));
    assertEquals(folder + ": is not a file", e.getMessage());
    Files.write(file, new byte[] {1, 2, 3});
    e = assertThrows(DataException.class, () -> Picture.read(file, GREY_2X2));
    assertTrue(e.getMessage().startsWith(file + ": is no PNG"), e.getMessage());
  }
}
