package io.fovea.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Requirements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The published files, read whole: counts, classes and mean brightness against their published
 * values. They are looked for in {@code mnist} and {@code fashion-mnist} below the folder {@code
 * -Dfovea.data=DIR}, else {@code ../shared/data}; {@code -Dfovea.require=data} makes their absence
 * a failure.
 */
class RealMnistTest {
  private static Split load(String name, Function<Path, Split> loader) {
    Path folder = Path.of(System.getProperty("fovea.data", "../shared/data"), name);
    if (!Files.isDirectory(folder)) {
      Requirements.missing("data", "no folder " + folder.toAbsolutePath().normalize());
    }
    return loader.apply(folder);
  }

  private static double meanBrightness(Dataset data) {
    long sum = 0;
    byte[] image = new byte[28 * 28];
    for (int i = 0; i < data.size(); i++) {
      data.copyBytes(i, image, 0);
      for (byte pixel : image) {
        sum += pixel & 0xff;
      }
    }
    return sum / (255.0 * data.size() * image.length);
  }

  @Test
  void mnist() {
    Split mnist = load("mnist", Mnist::load);
    assertEquals(Shape.of(28, 28, 1), mnist.train().imageShape());
    assertArrayEquals(
        new int[] {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949},
        mnist.train().histogram());
    assertArrayEquals(
        new int[] {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009},
        mnist.test().histogram());
    assertEquals(0.130660, meanBrightness(mnist.train()), 5e-7);
    assertEquals(0.132515, meanBrightness(mnist.test()), 5e-7);
    assertEquals(5, mnist.train().label(0));
    assertEquals(7, mnist.test().label(0));
  }

  @Test
  void fashionMnist() {
    Split fashion = load("fashion-mnist", FashionMnist::load);
    assertEquals(60_000, fashion.train().size());
    for (int count : fashion.test().histogram()) {
      assertEquals(1000, count);
    }
    assertEquals(0.286041, meanBrightness(fashion.train()), 5e-7);
    assertEquals(0.286849, meanBrightness(fashion.test()), 5e-7);
    assertEquals("Ankle boot", fashion.train().classNames().get(fashion.train().label(0)));
    assertEquals(Preprocessing.Invert.AUTO, fashion.train().preprocessing().invert());
    // So AUTO leaves each of them as it is, and makes it of its negative.
    assertTrue(brightestBorder(fashion.train()) < 127.5);
    assertTrue(brightestBorder(fashion.test()) < 127.5);
  }

  /** The mean of the pixels at the border, of the image where it is largest. */
  private static double brightestBorder(Dataset data) {
    byte[] image = new byte[28 * 28];
    double most = 0;
    for (int i = 0; i < data.size(); i++) {
      data.copyBytes(i, image, 0);
      double sum = 0;
      for (int at = 0; at < image.length; at++) {
        boolean isBorder = at < 28 || at >= 27 * 28 || at % 28 == 0 || at % 28 == 27;
        sum += isBorder ? image[at] & 0xff : 0;
      }
      most = Math.max(most, sum / 108);
    }
    return most;
  }
}
