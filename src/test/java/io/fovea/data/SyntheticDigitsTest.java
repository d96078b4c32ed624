package io.fovea.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.data.DigitShapes.DigitShape;
import io.fovea.data.DigitStyle.Writers;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in digits: always the same, like MNIST in form, and neither too easy nor leaking. */
class SyntheticDigitsTest {
  private static final int PIXELS = 28 * 28;

  private static byte[] bytes(Dataset data) {
    byte[] all = new byte[data.size() * PIXELS];
    for (int i = 0; i < data.size(); i++) {
      data.copyBytes(i, all, i * PIXELS);
    }
    return all;
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Reported accuracies are comparable only while these bytes are the same everywhere. */
  @Test
  void neverChange() {
    Split digits = SyntheticDigits.load();
    assertEquals(
        "1d727478b496a46e04f26f7c6901a639bd919ce2d772070ad4796712fec2411e",
        sha256(bytes(digits.train())));
    assertEquals(
        "75a603763d9636d41c4acbbd8330ae4d16bcbd3a51b4bd68d08695393121b650",
        sha256(bytes(digits.test())));
  }

  @Test
  void anImageDependsOnSeedAndNumberAlone() {
    byte[] many = bytes(SyntheticDigits.train(300, 5));
    byte[] few = bytes(SyntheticDigits.train(100, 5));
    assertEquals(sha256(few), sha256(Arrays.copyOf(many, few.length)));
    assertNotEquals(sha256(few), sha256(bytes(SyntheticDigits.train(100, 6))));
    assertNotEquals(sha256(few), sha256(bytes(SyntheticDigits.test(100, 5))));
  }

  @Test
  void haveTheFormOfMnist() {
    Split digits = SyntheticDigits.load();
    assertEquals(Shape.of(28, 28, 1), digits.train().imageShape());
    assertEquals(Mnist.CLASS_NAMES, digits.test().classNames());
    for (int count : digits.train().histogram()) {
      assertEquals(SyntheticDigits.TRAIN_SIZE / 10, count);
    }
    for (int count : digits.test().histogram()) {
      assertEquals(SyntheticDigits.TEST_SIZE / 10, count);
    }
    // MNIST: 0.1307 and 0.3081.
    double[] meanAndDeviation = meanAndDeviation(bytes(digits.train()));
    assertEquals(0.1307, meanAndDeviation[0], 0.015);
    assertEquals(0.3081, meanAndDeviation[1], 0.02);
  }

  private static double[] meanAndDeviation(byte[] pixels) {
    double sum = 0;
    double squares = 0;
    for (byte pixel : pixels) {
      double value = (pixel & 0xff) / 255.0;
      sum += value;
      squares += value * value;
    }
    double mean = sum / pixels.length;
    return new double[] {mean, Math.sqrt(squares / pixels.length - mean * mean)};
  }

  /**
   * As in MNIST: the longer side fills 20 pixels, nothing is cut off, the mass is in the middle.
   */
  @Test
  void fillTheBoxAndAreCentred() {
    Dataset data = SyntheticDigits.train(500, 3);
    double off = 0;
    for (int i = 0; i < data.size(); i++) {
      byte[] image = data.image(i).bytes();
      int[] rows = IntStream.range(0, 28).filter(y -> rowSum(image, y) > 0).toArray();
      int[] columns = IntStream.range(0, 28).filter(x -> columnSum(image, x) > 0).toArray();
      int height = rows[rows.length - 1] - rows[0] + 1;
      int width = columns[columns.length - 1] - columns[0] + 1;
      int longer = Math.max(height, width);
      assertTrue(longer >= 19 && longer <= 24, "image " + i + ": " + height + " x " + width);
      double mass = IntStream.range(0, 28).mapToDouble(y -> rowSum(image, y)).sum();
      double middleY =
          IntStream.range(0, 28).mapToDouble(y -> (y + 0.5) * rowSum(image, y)).sum() / mass;
      double middleX =
          IntStream.range(0, 28).mapToDouble(x -> (x + 0.5) * columnSum(image, x)).sum() / mass;
      // A lopsided digit cannot be centred without being cut off.
      assertEquals(14, middleY, 4, "image " + i);
      assertEquals(14, middleX, 4, "image " + i);
      off += Math.hypot(middleY - 14, middleX - 14) / data.size();
    }
    double meanOff = off;
    assertTrue(meanOff < 0.7, () -> "off by " + meanOff + " pixels on average");
  }

  private static int rowSum(byte[] image, int y) {
    return IntStream.range(0, 28).map(x -> image[y * 28 + x] & 0xff).sum();
  }

  private static int columnSum(byte[] image, int x) {
    return IntStream.range(0, 28).map(y -> image[y * 28 + x] & 0xff).sum();
  }

  @Test
  void noImageOccursTwice() {
    Split digits = SyntheticDigits.load();
    Set<String> seen = new HashSet<>();
    for (Dataset part : List.of(digits.train(), digits.test())) {
      for (int i = 0; i < part.size(); i++) {
        assertTrue(seen.add(sha256(part.image(i).bytes())), "image " + i + " was there before");
      }
    }
  }

  @Test
  void testWritersShareNoBandWithTrainingWriters() {
    int bands = 12;
    List<ToDoubleFunction<DigitStyle>> properties =
        List.of(DigitStyle::slant, DigitStyle::rotation, DigitStyle::width, DigitStyle::pen);
    for (ToDoubleFunction<DigitStyle> property : properties) {
      double[] train = styles(Writers.TRAIN, property);
      double[] test = styles(Writers.TEST, property);
      // Sorted together, the two kinds change places only between the bands: 3 bands of the test
      // writers among 12 make 7 runs.
      int runs = 1;
      int i = 0;
      int j = 0;
      boolean wasTest = test[0] < train[0];
      while (i < train.length || j < test.length) {
        boolean isTest = i == train.length || (j < test.length && test[j] < train[i]);
        runs += isTest == wasTest ? 0 : 1;
        wasTest = isTest;
        if (isTest) {
          j++;
        } else {
          i++;
        }
      }
      assertEquals(7, runs);
    }
    for (int band = 0; band < bands; band++) {
      double place = (band + 0.5) / bands;
      assertNotEquals(Writers.TRAIN.owns(place), Writers.TEST.owns(place));
    }
  }

  private static double[] styles(Writers writers, ToDoubleFunction<DigitStyle> property) {
    return IntStream.range(0, 2000)
        .mapToObj(i -> DigitStyle.draw(writers, Philox.sequence(i, "styles/" + writers)))
        .mapToDouble(property)
        .sorted()
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void everyDigitIsWrittenInSeveralWays(int digit) {
    List<DigitShape> shapes = DigitShapes.of(digit);
    assertTrue(shapes.size() >= 5, () -> "only " + shapes.size());
    assertEquals(100, shapes.stream().mapToInt(DigitShape::share).sum());
    int[] drawn = new int[shapes.size()];
    Philox.Sequence random = Philox.sequence(digit, "shares");
    for (int i = 0; i < 10_000; i++) {
      drawn[shapes.indexOf(DigitShapes.draw(digit, random))]++;
    }
    for (int i = 0; i < drawn.length; i++) {
      // Five standard deviations of a binomial number.
      double share = shapes.get(i).share() / 100.0;
      assertEquals(share * 10_000, drawn[i], 5 * Math.sqrt(10_000 * share * (1 - share)));
    }
  }

  /** If this could be solved without looking at shapes, it would test no convolution. */
  @Test
  void aLinearClassifierIsNotEnough() {
    Split digits = SyntheticDigits.load();
    SoftmaxRegression linear = new SoftmaxRegression(PIXELS, 10);
    for (int epoch = 0; epoch < 12; epoch++) {
      linear.train(digits.train(), epoch, 0.1f / (1 + epoch / 4));
    }
    double accuracy = linear.accuracy(digits.test());
    assertTrue(accuracy < 0.92, () -> "too easy: " + accuracy);
    assertTrue(accuracy > 0.80, () -> "the classifier did not learn: " + accuracy);
  }
}
