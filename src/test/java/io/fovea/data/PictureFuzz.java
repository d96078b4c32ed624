package io.fovea.data;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fovea.tensor.Shape;
import io.fovea.testkit.FuzzFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes: a PNG, JPEG, GIF or BMP picture, or one clear line. */
class PictureFuzz {
  /** Larger pictures would be sound, but slow. */
  private static final int MOST_PIXELS = 1 << 16;

  static Stream<byte[]> seeds() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (String format : new String[] {"png", "jpeg", "gif", "bmp"}) {
      for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
        BufferedImage image = new BufferedImage(8, 8, type);
        for (int i = 0; i < 64; i++) {
          image.setRGB(i % 8, i / 8, 0x030507 * i);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        files.add(out.toByteArray());
      }
    }
    return files.stream();
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void reads(byte[] file) {
    try (PictureDecoder decoder = new PictureDecoder()) {
      decoder.decode("p", file, PictureFuzz::requireSmall, Shape.of(4, 4, 3), new byte[48], 0);
    } catch (DataException e) {
      FuzzFile.requireClear(e);
    }
  }

  private static void requireSmall(PictureDecoder.Form form) {
    if ((long) form.height() * form.width() > MOST_PIXELS) {
      throw DataException.of("p", "is too large for this test");
    }
  }
}
