package io.fovea.data;

import io.fovea.data.DigitShapes.DigitShape;
import io.fovea.data.DigitStyle.Writers;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * Handwritten digits made by the program, in the form of MNIST: 28x28 bytes, white ink on black, as
 * large as a box of 20x20 pixels allows, their mass in the middle. They need no files, so
 * everything that learns can be tried and tested anywhere.
 *
 * <p>An image is a pure function of part, seed and number: a way to write the digit is chosen, a
 * writer's style is drawn, the pen's path is bent and trembles, ink is put down along it. The
 * arithmetic is exact or correctly rounded throughout, so every JVM makes the same bytes. Training
 * and test images draw from different random streams, and from disjoint ranges of slant, rotation,
 * width and pen (see {@link DigitStyle.Writers}). Image i shows the digit i mod 10.
 */
public final class SyntheticDigits {
  /** Training images of {@link #load()}. */
  public static final int TRAIN_SIZE = 12_000;

  /** Test images of {@link #load()}. */
  public static final int TEST_SIZE = 2_000;

  private static final long SEED = 1;
  private static final int SIZE = 28;
  private static final double BOX = 20;
  private static final Shape IMAGE = Shape.of(SIZE, SIZE, 1);

  /** Pictures of dark ink on light paper are for a network of these digits, too. */
  private static final Preprocessing PREPROCESSING =
      Preprocessing.unit(IMAGE).with(Preprocessing.Invert.AUTO);

  private SyntheticDigits() {}

  /** The built-in data set: always the same images; inputs are in [0, 1]. */
  public static Split load() {
    return new Split(train(TRAIN_SIZE, SEED), test(TEST_SIZE, SEED));
  }

  /** The first n training images of a seed. */
  public static Dataset train(int n, long seed) {
    return make("train", Writers.TRAIN, n, seed);
  }

  /**
   * The first n test images of a seed; no writer of theirs is among the training writers of any.
   */
  public static Dataset test(int n, long seed) {
    return make("test", Writers.TEST, n, seed);
  }

  private static Dataset make(String part, Writers writers, int n, long seed) {
    Tensor images = Tensor.of(IMAGE.batched(n), new byte[Math.multiplyExact(n, SIZE * SIZE)]);
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              Philox.Sequence random = Philox.sequence(seed, "digits/" + part + "/" + i);
              write(i % 10, writers, random, images.bytes(), i * SIZE * SIZE);
            });
    int[] labels = IntStream.range(0, n).map(i -> i % 10).toArray();
    return Dataset.of(images, labels, Mnist.CLASS_NAMES, PREPROCESSING);
  }

  private static void write(int digit, Writers writers, Philox.Sequence random, byte[] to, int at) {
    DigitStyle style = DigitStyle.draw(writers, random);
    DigitShape shape = DigitShapes.draw(digit, random);
    InkImage image = new InkImage(SIZE);
    place(PenTrace.write(shape, style, random), style.pen(), image);
    image.develop(style.sharpness(), random, to, at);
  }

  /**
   * Scales the trace to the box and writes it with the middle of its mass in the middle of the
   * image, or as near as keeps it inside.
   */
  private static void place(PenTrace trace, double radius, InkImage image) {
    Extent x = new Extent();
    Extent y = new Extent();
    for (int i = 0; i < trace.points(); i++) {
      double mass = 0;
      if (trace.isDown(i)) {
        double dx = trace.x(i) - trace.x(i - 1);
        double dy = trace.y(i) - trace.y(i - 1);
        mass = Math.sqrt(dx * dx + dy * dy);
      }
      x.add(trace.x(i), mass);
      y.add(trace.y(i), mass);
    }
    double scale = (BOX - 2 * radius) / Math.max(x.max - x.min, y.max - y.min);
    double left = x.origin(scale, radius);
    double top = y.origin(scale, radius);
    for (int i = 1; i < trace.points(); i++) {
      if (trace.isDown(i)) {
        image.line(
            (float) (left + scale * trace.x(i - 1)),
            (float) (top + scale * trace.y(i - 1)),
            (float) (left + scale * trace.x(i)),
            (float) (top + scale * trace.y(i)),
            (float) (radius * trace.pressure(i)));
      }
    }
  }

  /** Range and middle of the mass of a trace along one axis. */
  private static final class Extent {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    private double mass;
    private double moment;

    void add(double position, double weight) {
      min = Math.min(min, position);
      max = Math.max(max, position);
      mass += weight;
      moment += weight * position;
    }

    /** Where position 0 comes to lie, in pixels. */
    double origin(double scale, double radius) {
      double centred = SIZE / 2.0 - scale * moment / mass;
      double lowest = radius - scale * min;
      double highest = SIZE - radius - scale * max;
      return Math.min(Math.max(centred, lowest), highest);
    }
  }
}
