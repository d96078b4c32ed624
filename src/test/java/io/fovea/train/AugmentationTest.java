package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.backend.Eager;
import io.fovea.io.Json;
import io.fovea.io.JsonField;
import io.fovea.io.RecordCodec;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.nn.Registry;
import io.fovea.op.AffineField;
import io.fovea.op.RandomUniform;
import io.fovea.op.Warp2d;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What augmentations mean: how images move, by how much, how often, and what does not change. */
class AugmentationTest {
  @TempDir Path folder;

  static Stream<String> devices() {
    return Tasks.devices().stream();
  }

  private static Tensor images(int n, int h, int w, int c) {
    Philox.Sequence random = Philox.sequence(3, "images");
    float[] pixels = new float[n * h * w * c];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return Tensor.of(Shape.of(n, h, w, c), pixels);
  }

  /** The same image, n times. */
  private static Tensor copies(int n, int h, int w) {
    float[] pixels = new float[n * h * w];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 1 + i % (h * w);
    }
    return Tensor.of(Shape.of(n, h, w, 1), pixels);
  }

  private static float[] seen(Device device, Tensor images, Augmentation... some) {
    return Augmentation.preview(device, 11, images, some).floats();
  }

  @ParameterizedTest
  @MethodSource("devices")
  void nothingChangesAtZeroStrength(String id) {
    Tensor images = images(5, 9, 6, 3);
    images.floats()[7] = -0f;
    try (Device device = Tasks.open(id)) {
      float[] same =
          seen(
              device,
              images,
              Augmentation.shift(0),
              Augmentation.rotate(0),
              Augmentation.scale(0),
              Augmentation.flip(false, false));
      for (int i = 0; i < same.length; i++) {
        int bits = Float.floatToRawIntBits(images.floats()[i]);
        assertEquals(bits, Float.floatToRawIntBits(same[i]), "pixel " + i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void shiftsMoveByWholePixelsEachAsLikely(String id) {
    int n = id.equals("reference") ? 2000 : 6000;
    try (Device device = Tasks.open(id)) {
      Augmentation around = Augmentation.fill(-5);
      float[] moved = seen(device, copies(n, 5, 4), Augmentation.shift(2, 1), around);
      Map<List<Integer>, Integer> counts = new TreeMap<>((a, b) -> a.toString().compareTo(b + ""));
      for (int i = 0; i < n; i++) {
        float[] image = Arrays.copyOfRange(moved, 20 * i, 20 * i + 20);
        counts.merge(shiftOf(image), 1, Integer::sum);
      }
      assertEquals(15, counts.size());
      requireEven(counts.values(), n / 15.0);
      float[] cropped = seen(device, copies(n, 4, 4), Augmentation.crop(1), around);
      float[] shifted = seen(device, copies(n, 4, 4), Augmentation.shift(1), around);
      assertArrayEquals(shifted, cropped);
    }
  }

  /** Finds by how much an image of 5 x 4 pixels 1, 2, .. was moved, and checks every pixel. */
  private static List<Integer> shiftOf(float[] image) {
    for (int down = -2; down <= 2; down++) {
      for (int right = -1; right <= 1; right++) {
        boolean fits = true;
        for (int i = 0; i < 20; i++) {
          int h = i / 4 - down;
          int w = i % 4 - right;
          boolean isInside = h >= 0 && h < 5 && w >= 0 && w < 4;
          fits &= image[i] == (isInside ? 1 + 4 * h + w : -5);
        }
        if (fits) {
          return List.of(down, right);
        }
      }
    }
    throw new AssertionError("not a shift: " + Arrays.toString(image));
  }

  /** Within five standard deviations of a Poisson number. */
  private static void requireEven(Iterable<Integer> counts, double expected) {
    for (int count : counts) {
      double away = Math.abs(count - expected) / Math.sqrt(expected);
      assertTrue(away < 5, count + " where " + expected + " were expected");
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void halfOfTheImagesAreMirrored(String id) {
    int n = 2000;
    try (Device device = Tasks.open(id)) {
      float[] moved = seen(device, copies(n, 2, 3), Augmentation.flip(true, true));
      int[] counts = new int[4];
      List<List<Float>> wanted =
          List.of(
              List.of(1f, 2f, 3f, 4f, 5f, 6f),
              List.of(3f, 2f, 1f, 6f, 5f, 4f),
              List.of(4f, 5f, 6f, 1f, 2f, 3f),
              List.of(6f, 5f, 4f, 3f, 2f, 1f));
      for (int i = 0; i < n; i++) {
        List<Float> image = new ArrayList<>();
        for (int j = 0; j < 6; j++) {
          image.add(moved[6 * i + j]);
        }
        counts[wanted.indexOf(image)]++;
      }
      requireEven(Arrays.stream(counts).boxed().toList(), n / 4.0);
    }
  }

  /** A field that turns by a right angle, given as it is: pixels only change places. */
  @ParameterizedTest
  @MethodSource("devices")
  void aRightAngleIsExact(String id) {
    Tensor x = images(1, 5, 5, 2);
    float[] field = new float[50];
    for (int i = 0; i < 25; i++) {
      field[2 * i] = i % 5;
      field[2 * i + 1] = 4 - i / 5;
    }
    try (Device device = Tasks.open(id)) {
      Warp2d warp = new Warp2d(Warp2d.Outside.FILL, List.of(0f));
      Tensor turned = Eager.run(device, warp, x, Tensor.of(Shape.of(1, 5, 5, 2), field));
      for (int h = 0; h < 5; h++) {
        for (int w = 0; w < 5; w++) {
          for (int c = 0; c < 2; c++) {
            float want = x.floats()[2 * (5 * w + 4 - h) + c];
            assertEquals(want, turned.floats()[2 * (5 * h + w) + c]);
          }
        }
      }
    }
  }

  /** Counter-clockwise is positive, and a larger factor makes things larger. */
  @Test
  void anglesAndScalesLieEvenlyInTheirRanges() {
    int n = 8000;
    try (Device device = Devices.open("cpu")) {
      Tensor seed = Tensor.of(Shape.of(2), 5, 6);
      RandomUniform draw = new RandomUniform(n, Shape.of(6), 0, 1, 99);
      Tensor u = Eager.run(device, draw, seed, Tensor.scalar(0), Tensor.scalar(0));
      AffineField op = new AffineField(3, 3, 0, 0, 20, 0.25, false, false);
      float[] field = Eager.run(device, op, u).floats();
      int[] angles = new int[10];
      int[] scales = new int[10];
      for (int i = 0; i < n; i++) {
        // Where the pixel to the right of the centre comes from, as seen from the centre.
        double down = field[18 * i + 10] - 1;
        double right = field[18 * i + 11] - 1;
        double angle = Math.toDegrees(Math.atan2(down, right));
        double scale = 1 / Math.hypot(down, right);
        assertEquals(20 * (2 * u.get(6 * i + 2) - 1), angle, 1e-4);
        angles[(int) ((angle + 20) / 4)]++;
        scales[(int) ((scale - 0.75) / 0.05)]++;
      }
      requireEven(Arrays.stream(angles).boxed().toList(), n / 10.0);
      requireEven(Arrays.stream(scales).boxed().toList(), n / 10.0);
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void cutoutCoversABoxAnywhere(String id) {
    int n = 1500;
    try (Device device = Tasks.open(id)) {
      float[] cut = seen(device, copies(n, 5, 5), Augmentation.cutout(3), Augmentation.fill(-1));
      Map<List<Integer>, Integer> centres = new TreeMap<>((a, b) -> (a + "").compareTo(b + ""));
      for (int i = 0; i < n; i++) {
        int top = 5;
        int left = 5;
        int bottom = -1;
        int right = -1;
        int covered = 0;
        for (int j = 0; j < 25; j++) {
          if (cut[25 * i + j] == -1) {
            covered++;
            top = Math.min(top, j / 5);
            bottom = Math.max(bottom, j / 5);
            left = Math.min(left, j % 5);
            right = Math.max(right, j % 5);
          } else {
            assertEquals(1 + j, cut[25 * i + j]);
          }
        }
        assertEquals((bottom - top + 1) * (right - left + 1), covered);
        int row = bottom < 4 ? bottom - 1 : top + 1;
        int column = right < 4 ? right - 1 : left + 1;
        centres.merge(List.of(row, column), 1, Integer::sum);
      }
      assertEquals(25, centres.size());
      requireEven(centres.values(), n / 25.0);
    }
  }

  /** Of an image that is its own row number, the result is where each pixel came from. */
  @ParameterizedTest
  @MethodSource("devices")
  void elasticIsSmoothAndNotTooStrong(String id) {
    int side = 28;
    float[] rows = new float[20 * side * side];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i / side % side;
    }
    Tensor x = Tensor.of(Shape.of(20, side, side, 1), rows);
    try (Device device = Tasks.open(id)) {
      float[] bent = seen(device, x, Augmentation.elastic(3), Augmentation.replicate());
      double largest = 0;
      double squares = 0;
      for (int i = 0; i < rows.length; i++) {
        double moved = bent[i] - rows[i];
        largest = Math.max(largest, Math.abs(moved));
        squares += moved * moved / rows.length;
        if (i % side > 0) {
          assertEquals(moved, bent[i - 1] - rows[i - 1], 1.2, "two neighbours");
        }
      }
      assertTrue(largest < 3 && largest > 1, "largest " + largest);
      assertEquals(0.75, Math.sqrt(squares), 0.25);
    }
  }

  private static final Augmentation[] ALL = {
    Augmentation.shift(2),
    Augmentation.rotate(20),
    Augmentation.scale(0.2),
    Augmentation.flip(),
    Augmentation.elastic(1.5),
    Augmentation.cutout(3)
  };

  @Test
  void allDevicesSeeTheSame() {
    Tensor x = images(9, 12, 10, 2);
    float[] exact;
    try (Device reference = Tasks.open("reference")) {
      exact = seen(reference, x, ALL);
    }
    for (String id : Tasks.devices()) {
      try (Device device = Tasks.open(id)) {
        float[] got = seen(device, x, ALL);
        for (int i = 0; i < exact.length; i++) {
          assertEquals(exact[i], got[i], 1e-4, id + " pixel " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void batchesMayBeSplitAndStepsDiffer(String id) {
    Augmentations all = new Augmentations(List.of(ALL));
    Tensor x = images(12, 10, 10, 1);
    List<Float> zero = List.of(0.5f);
    try (Device device = Tasks.open(id)) {
      Tensor whole = all.preview(device, new Augmentations.Moment(7, 5, 20), x, zero);
      for (int from = 0; from < 12; from += 4) {
        float[] part = Arrays.copyOfRange(x.floats(), 100 * from, 100 * from + 400);
        Tensor some = Tensor.of(Shape.of(4, 10, 10, 1), part);
        Tensor got = all.preview(device, new Augmentations.Moment(7, 5, 20 + from), some, zero);
        assertArrayEquals(
            Arrays.copyOfRange(whole.floats(), 100 * from, 100 * from + 400), got.floats());
      }
      Tensor later = all.preview(device, new Augmentations.Moment(7, 6, 20), x, zero);
      Tensor other = all.preview(device, new Augmentations.Moment(8, 5, 20), x, zero);
      assertNotEquals(whole, later);
      assertNotEquals(whole, other);
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void resumingStreamingAndStayingOnTheDeviceAreTheSame(String id) {
    Examples examples = Tasks.bands(40);
    Fit two = Fit.epochs(2).batch(16);
    Path file = folder.resolve("half.fovea");
    try (Device device = Tasks.open(id);
        Trainer whole = trainer(device, ALL);
        Trainer streamed = trainer(device, ALL);
        Trainer plain = trainer(device);
        Trainer half = trainer(device, ALL)) {
      whole.fit(examples, Fit.epochs(4).batch(16).placement(Fit.Placement.RESIDENT));
      streamed.fit(examples, Fit.epochs(4).batch(16).placement(Fit.Placement.STREAMED));
      plain.fit(examples, Fit.epochs(4).batch(16));
      half.fit(examples, two);
      half.save(file);
      try (Trainer resumed = Trainer.resume(file, device)) {
        assertEquals(List.of(ALL), resumed.augmentations());
        resumed.fit(examples, two);
        assertEquals(whole.weights(), resumed.weights());
      }
      assertEquals(whole.weights(), streamed.weights());
      assertNotEquals(whole.weights(), plain.weights());
    }
  }

  private static Trainer trainer(Device device, Augmentation... some) {
    return Trainer.of(Tasks.net(), device).optimizer(Adam.of(0.01)).seed(4).augment(some).build();
  }

  /** Nothing is learned at rate 0, so what differs is what was seen. */
  @Test
  void onlyTrainingSeesThemAndLabelsStay() {
    Examples examples = Tasks.bands(60);
    var frozen = Sgd.of(0);
    var model = Sequential.of(Tasks.IMAGE, new io.fovea.nn.Flatten(), Dense.of(3));
    try (Device device = Devices.open("cpu");
        Trainer plain = Trainer.of(model, device).optimizer(frozen).build();
        Trainer turned =
            Trainer.of(model, device)
                .optimizer(frozen)
                .augment(Augmentation.flip(false, true))
                .build()) {
      assertEquals(plain.evaluate(examples).loss(), turned.evaluate(examples).loss());
      double before = plain.fit(examples, Fit.epochs(1)).last().loss();
      double after = turned.fit(examples, Fit.epochs(1)).last().loss();
      assertNotEquals(before, after);
      assertEquals(plain.evaluate(examples).loss(), turned.evaluate(examples).loss());
    }
  }

  /** Mirrored left to right, rows of one colour are as before: then so is the loss, by label. */
  @Test
  void imagesKeepTheirLabels() {
    float[] pixels = Tasks.pictures(60).floats();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = pixels[i / 6 * 6];
    }
    Tensor rows = Tensor.of(Shape.of(60, 6, 6, 1), pixels);
    Examples examples = Examples.of(List.of(rows), List.of(Tasks.labels(60)));
    try (Device device = Devices.open("cpu");
        Trainer plain = trainer(device);
        Trainer mirrored = trainer(device, Augmentation.flip())) {
      assertEquals(
          plain.fit(examples, Fit.epochs(3)).last().loss(),
          mirrored.fit(examples, Fit.epochs(3)).last().loss());
      assertEquals(plain.weights(), mirrored.weights());
    }
  }

  @Test
  void theyComeBackEqual() {
    List<Record> some = new ArrayList<>(Registry.all().prototypes(Augmentation.class));
    assertEquals(8, some.size());
    some.add((Record) Augmentation.fill(0.5, -1, 2));
    some.add((Record) Augmentation.shift(3, 4));
    for (Record record : some) {
      Json json = Json.parse(RecordCodec.write(record).pretty());
      assertEquals(record, RecordCodec.read(new JsonField(json, "x"), Augmentation.class));
    }
  }

  @Test
  void mistakesAreNamed() {
    mistake("shift: pixels must not be negative, got -1 x -1", () -> Augmentation.shift(-1));
    mistake("rotate: degrees must lie in [0, 180], got NaN", () -> Augmentation.rotate(Double.NaN));
    mistake("scale: the change must lie in [0, 1), got 1.0", () -> Augmentation.scale(1));
    mistake("cutout: the box must be at least 1 x 1", () -> Augmentation.cutout(0));
    mistake("elastic: strength must be positive", () -> Augmentation.elastic(0));
    mistake("elastic: spacing must be at least 1", () -> Augmentation.elastic(1, 0));
    mistake("crop: padding must not be negative", () -> Augmentation.crop(-1));
    mistake("surround: a fill has numbers", Augmentation::fill);
    mistake("surround: fill must be finite", () -> Augmentation.fill(Double.NaN));
    try (Device device = Devices.open("cpu")) {
      mistake(
          "augment: Shift is given twice",
          () -> trainer(device, Augmentation.shift(1), Augmentation.shift(2)).close());
      mistake(
          "augment: shift and crop are the same",
          () -> trainer(device, Augmentation.shift(1), Augmentation.crop(2)).close());
      mistake(
          "augment: nothing comes in from outside by itself",
          () -> trainer(device, Augmentation.replicate()).close());
      mistake(
          "augment: input 'input': shift must not be negative, and less than the image of 6 x 6",
          () -> trainer(device, Augmentation.shift(6)).close());
      mistake(
          "augment: input 'input': fill has 3 numbers, the images have 1 channels",
          () -> trainer(device, Augmentation.flip(), Augmentation.fill(1, 2, 3)).close());
      mistake(
          "augment: no input of the model is images [h, w, c]",
          () ->
              Trainer.of(Sequential.of(Shape.of(4), Dense.of(2)), device)
                  .augment(Augmentation.flip())
                  .build()
                  .close());
    }
  }

  private static void mistake(String message, Runnable task) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, task::run);
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }
}
