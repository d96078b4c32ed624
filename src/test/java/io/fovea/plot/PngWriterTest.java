package io.fovea.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The written files, read back by another implementation. */
class PngWriterTest {
  @ParameterizedTest
  @CsvSource({"1,1,1", "1,1,3", "5,7,1", "7,5,3", "300,400,3", "3,3000,1"})
  void anotherReaderSeesTheSamePixels(int h, int w, int channels) throws IOException {
    byte[] pixels = new byte[h * w * channels];
    new SplittableRandom(h + w).nextBytes(pixels);
    byte[] file = PngWriter.encode(Tensor.of(Shape.of(h, w, channels), pixels));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
    assertEquals(h, image.getHeight());
    assertEquals(w, image.getWidth());
    assertEquals(channels, image.getRaster().getNumBands());
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        for (int c = 0; c < channels; c++) {
          assertEquals(
              pixels[(y * w + x) * channels + c] & 0xff, image.getRaster().getSample(x, y, c));
        }
      }
    }
  }

  @Test
  void writesAFile(@TempDir Path folder) throws IOException {
    Tensor image = Tensor.of(Shape.of(1, 2, 1), (byte) 0, (byte) 255);
    Path file = folder.resolve("a.png");
    PngWriter.write(file, image);
    assertEquals(2, ImageIO.read(file.toFile()).getWidth());
    assertEquals(PngWriter.encode(image).length, Files.size(file));
  }

  /** Whoever reads the earlier file meanwhile, reads all of it. */
  @Test
  void replacesAFileAsAWhole(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.png"), "earlier");
    Path earlier = Files.createLink(folder.resolve("earlier"), file);
    PngWriter.write(file, Tensor.zeros(DType.U8, Shape.of(2, 2, 1)));
    assertEquals("earlier", Files.readString(earlier));
    assertEquals(2, ImageIO.read(file.toFile()).getWidth());
  }

  @Test
  void refusesWhatIsNoImage() {
    assertRefuses(Tensor.zeros(DType.U8, Shape.of(2, 2)), "got U8 [2, 2]");
    assertRefuses(Tensor.zeros(DType.U8, Shape.of(2, 2, 2)), "got U8 [2, 2, 2]");
    assertRefuses(Tensor.zeros(DType.F32, Shape.of(2, 2, 1)), "got F32 [2, 2, 1]");
  }

  private static void assertRefuses(Tensor image, String expected) {
    var e = assertThrows(IllegalArgumentException.class, () -> PngWriter.encode(image));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }
}
