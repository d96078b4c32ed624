package io.fovea.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.data.SyntheticDigits;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.AvgPool2d;
import io.fovea.nn.Border;
import io.fovea.nn.Conv1d;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Conv3d;
import io.fovea.nn.ConvTranspose2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.GlobalAvgPool;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.Relu;
import io.fovea.nn.SpatialDropout2d;
import io.fovea.nn.Upsample2d;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Evaluation;
import io.fovea.train.Fit;
import io.fovea.train.History;
import io.fovea.train.Predictor;
import io.fovea.train.Trainer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is drawn of networks: as many tiles as channels, in their places, with what they show. */
class NetworkPicturesTest {
  private static Device device;

  @BeforeAll
  static void open() {
    device = Devices.open("cpu");
  }

  @AfterAll
  static void close() {
    device.close();
  }

  private static Predictor predictor(Model model, Preprocessing preprocessing) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    model.parameters().forEach(p -> weights.put(p.path(), p.initial(3)));
    return Predictor.of(model, weights, preprocessing, List.of(), device);
  }

  private static Tensor image(int h, int w, int channels) {
    byte[] pixels = new byte[h * w * channels];
    new Random(5).nextBytes(pixels);
    return Tensor.of(Shape.of(h, w, channels), pixels);
  }

  /** A network with every kind of layer that is drawn in a way of its own. */
  private static Predictor colourful() {
    Model model =
        Sequential.of(
            Shape.of(12, 14, 3),
            Conv2d.of(6, 3).padding(Border.SAME),
            new Relu(),
            MaxPool2d.of(2),
            new SpatialDropout2d(0.5),
            Upsample2d.of(2),
            ConvTranspose2d.of(5, 3),
            AvgPool2d.of(2),
            Conv2d.of(100, 1),
            new GlobalAvgPool(),
            Dropout.of(0.5),
            Dense.of(7));
    return predictor(model, Preprocessing.unit(Shape.of(12, 14, 3)));
  }

  private static long tiles(Drawing drawing) {
    return Layout.images(drawing).stream()
        .filter(image -> !image.whole().startsWith("from "))
        .count();
  }

  private static void assertDrawn(Drawing drawing) throws Exception {
    Layout.check(drawing);
    DrawingTest.parse(drawing);
    for (Mark.Pixels image : Layout.images(drawing)) {
      byte[] bytes = image.pixels().bytes();
      assertTrue(bytes.length > 0, drawing.toString());
    }
    assertTrue(
        Layout.images(drawing).stream().anyMatch(image -> isVaried(image.pixels())),
        () -> drawing + " shows nothing");
  }

  private static boolean isVaried(Tensor pixels) {
    for (int i = 3; i < pixels.length(); i++) {
      if (pixels.bytes()[i] != pixels.bytes()[i % 3]) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aTileForEachFilter() throws Exception {
    try (Predictor predictor = colourful()) {
      assertEquals(
          List.of("conv1", "transposed1", "conv2", "dense1"), Filters.layers(predictor.model()));
      for (String layer : Filters.layers(predictor.model())) {
        assertDrawn(Filters.of(predictor, layer));
      }
      assertEquals(6, tiles(Filters.of(predictor, "conv1")));
      assertEquals(5, tiles(Filters.of(predictor, "transposed1")));
      assertEquals(7, tiles(Filters.of(predictor, "dense1")));
      Drawing many = Filters.of(predictor, "conv2");
      assertEquals(64, tiles(many));
      assertTrue(
          Layout.texts(many).stream().anyMatch(text -> text.contains("the first 64 of 100")));
      assertEquals(100, tiles(Filters.of(predictor, "conv2", 512)));
      String message =
          assertThrows(IllegalArgumentException.class, () -> Filters.of(predictor, "relu1"))
              .getMessage();
      assertTrue(message.contains("relu 'relu1' has no weights"), message);
      assertThrows(IllegalArgumentException.class, () -> Filters.of(predictor, "nothing"));
    }
  }

  /** A filter of known weights: every one in its place, in its colour. */
  @Test
  void weightsLieInTheirPlaces() {
    Model model = Sequential.of(Shape.of(2, 3, 2), Conv2d.of(2, 2, 3).withoutBias(), new Flatten());
    Tensor w = Tensor.zeros(DType.F32, Shape.of(2, 3, 2, 2));
    w.floats()[((1 * 3 + 2) * 2 + 1) * 2 + 0] = 1;
    try (Predictor predictor = Predictor.of(model, Map.of("conv1/w", w), device)) {
      Kernels kernels = Kernels.of(predictor, model.steps().get(0), 9);
      Tensor first = kernels.images().get(0);
      assertEquals(Shape.of(10, 31, 3), first.shape(), "two slices and a line, enlarged by 5");
      int zero = Ramp.SIGNED.at(0.5);
      int one = Ramp.SIGNED.at(1);
      for (int y = 0; y < 10; y++) {
        for (int x = 0; x < 31; x++) {
          int at = (y * 31 + x) * 3;
          int colour =
              (first.bytes()[at] & 0xff) << 16
                  | (first.bytes()[at + 1] & 0xff) << 8
                  | first.bytes()[at + 2] & 0xff;
          int expected = x == 15 ? Tone.AXIS.light() : y >= 5 && x >= 26 ? one : zero;
          assertEquals(expected, colour, "at " + y + ", " + x);
        }
      }
    }
  }

  /** The units of a dense layer behind a flattened image are images. */
  @Test
  void denseWeightsLookLikeTheImage() {
    Model model = Sequential.of(Shape.of(4, 5, 1), new Flatten(), new Relu(), Dense.of(3));
    try (Predictor predictor = predictor(model, Preprocessing.unit(Shape.of(4, 5, 1)))) {
      Kernels kernels = Kernels.of(predictor, model.steps().get(2), 9);
      assertEquals(3, kernels.images().size());
      assertEquals(Shape.of(4, 5, 3), kernels.images().get(0).shape());
      Tensor w = predictor.parameter("dense1/w");
      int expected = kernels.shading().colour(w.get(7 * 3 + 2));
      assertEquals((byte) expected, kernels.images().get(2).bytes()[7 * 3 + 2]);
    }
  }

  @Test
  void aTileForEachChannelOfEachLayer() throws Exception {
    try (Predictor predictor = colourful()) {
      Tensor image = image(12, 14, 3);
      Drawing all = FeatureMaps.of(predictor, image);
      assertDrawn(all);
      for (Model.Step step : predictor.model().steps()) {
        assertTrue(Layout.texts(all).contains(step.name()), step.name());
      }
      assertEquals(6, tiles(FeatureMaps.of(predictor, image, "conv1")));
      assertEquals(100, tiles(FeatureMaps.of(predictor, image, "conv2")));
      assertEquals(1, tiles(FeatureMaps.of(predictor, image, "dense1")), "a strip");
      assertEquals(
          List.of("conv1", "transposed1", "conv2"), FeatureMaps.convolutions(predictor.model()));
      for (String layer : FeatureMaps.convolutions(predictor.model())) {
        Drawing pairs = FeatureMaps.besideFilters(predictor, image, layer);
        assertDrawn(pairs);
        int channels = Math.min(64, predictor.model().shape(layer).dim(-1));
        assertEquals(2 * channels, tiles(pairs), layer);
      }
      assertThrows(
          IllegalArgumentException.class, () -> FeatureMaps.of(predictor, image(3, 3, 3), "conv1"));
    }
  }

  @Test
  void whatGoesInAndWhatComesOut() throws Exception {
    try (Predictor predictor = colourful()) {
      Tensor image = image(12, 14, 3);
      assertEquals(
          List.of("pool1", "dropout1", "upsample1", "avgpool1", "globalpool1", "dropout2"),
          BeforeAfter.layers(predictor.model()));
      for (String layer : BeforeAfter.layers(predictor.model())) {
        assertDrawn(BeforeAfter.of(predictor, image, layer));
      }
      assertEquals(12, tiles(BeforeAfter.of(predictor, image, "pool1")), "six pairs");
      assertEquals(32, tiles(BeforeAfter.of(predictor, image, "globalpool1")), "16 of 100 pairs");
      Drawing dropout = BeforeAfter.of(predictor, image, "dropout2");
      assertEquals(2, tiles(dropout));
      assertTrue(Layout.texts(dropout).stream().anyMatch(text -> text.contains("while training")));
      List<Mark.Pixels> strips = Layout.images(dropout);
      assertNotEquals(strips.get(0).pixels(), strips.get(1).pixels(), "something is dropped");
    }
  }

  /** Rows and volumes have maps and filters, too. */
  @Test
  void otherDimensionsThanTwo() throws Exception {
    Model rows = Sequential.of(Shape.of(20, 2), Conv1d.of(4, 5), new Flatten(), Dense.of(3));
    Model volumes =
        Sequential.of(Shape.of(3, 6, 6, 1), Conv3d.of(4, 2), new Flatten(), Dense.of(3));
    for (Model model : List.of(rows, volumes)) {
      try (Predictor predictor = predictor(model, null)) {
        Tensor x = Tensor.zeros(DType.F32, model.inputs().get(0).shape());
        for (int i = 0; i < x.length(); i++) {
          x.floats()[i] = i % 7;
        }
        assertDrawn(FeatureMaps.of(predictor, x));
        assertDrawn(Filters.of(predictor, "conv1"));
        assertEquals(4, tiles(Filters.of(predictor, "conv1")));
      }
    }
  }

  @Test
  void saliencyShowsTheNumbersOfTheGradient() throws Exception {
    try (Predictor predictor = colourful()) {
      Tensor image = image(12, 14, 3);
      Drawing drawing = Saliency.of(predictor, image, 2);
      assertDrawn(drawing);
      assertEquals(3, tiles(drawing));
      Tensor map = Saliency.values(predictor, image, 2);
      assertEquals(Shape.of(12, 14), map.shape());
      Tensor gradient = predictor.inputGradients(image.reshape(Shape.of(1, 12, 14, 3)), 2);
      double largest = 0;
      for (int c = 0; c < 3; c++) {
        largest = Math.max(largest, Math.abs(gradient.get((5 * 14 + 6) * 3 + c)));
      }
      assertTrue(largest > 0);
      assertEquals(largest, map.get(5 * 14 + 6));
      assertThrows(IllegalArgumentException.class, () -> Saliency.of(predictor, image, 7));
    }
  }

  @Test
  void samplesAndMistakesSayWhatTheyAre() throws Exception {
    Dataset digits = SyntheticDigits.test(100, 1);
    Model model = Sequential.of(Shape.of(28, 28, 1), new Flatten(), Dense.of(10));
    try (Predictor predictor = predictor(model, digits.preprocessing())) {
      Drawing plain = Samples.of(digits, 30);
      assertDrawn(plain);
      assertEquals(30, tiles(plain));
      Mistakes mistakes = Mistakes.find(predictor, digits, 80);
      assertEquals(80, mistakes.looked());
      assertTrue(mistakes.verdicts().size() > 40, "an untrained network");
      double before = 1;
      for (Samples.Verdict verdict : mistakes.verdicts()) {
        assertEquals(digits.label(verdict.index()), verdict.label());
        int[] predicted =
            predictor.predictClasses(digits.image(verdict.index()).reshape(Shape.of(1, 28, 28, 1)));
        assertEquals(predicted[0], verdict.predicted());
        assertFalse(verdict.isRight());
        assertTrue(verdict.probability() <= before, "the surest first");
        before = verdict.probability();
      }
      Drawing drawing = mistakes.drawing(12);
      assertDrawn(drawing);
      assertEquals(12, tiles(drawing));
      Samples.Verdict surest = mistakes.verdicts().get(0);
      assertTrue(Layout.texts(drawing).contains("true: " + surest.label()));
      assertTrue(
          Layout.texts(drawing).stream()
              .anyMatch(text -> text.startsWith(surest.predicted() + " (")));
      assertDrawn(Samples.of(predictor, digits, 40));
    }
  }

  @Test
  void aVectorOfThreeIsNoColour() throws Exception {
    Model model = Sequential.of(Shape.of(3), Dense.of(4), Dense.of(2));
    try (Predictor predictor = predictor(model, null)) {
      Tensor x = Tensor.of(Shape.of(3), 1, -2, 3f);
      assertDrawn(Filters.of(predictor, "dense1"));
      assertEquals(4, tiles(Filters.of(predictor, "dense1")));
      assertDrawn(FeatureMaps.of(predictor, x));
      assertThrows(IllegalArgumentException.class, () -> Saliency.of(predictor, x));
    }
  }

  @Test
  void longNamesLeaveRoomForTheProbability() throws Exception {
    Dataset digits = SyntheticDigits.test(30, 1);
    List<String> names =
        IntStream.range(0, 10).mapToObj(i -> "a class with a long name, number " + i).toList();
    int[] labels = IntStream.range(0, 30).map(digits::label).toArray();
    byte[] pixels = new byte[30 * 28 * 28];
    for (int i = 0; i < 30; i++) {
      digits.copyBytes(i, pixels, i * 28 * 28);
    }
    Dataset named =
        Dataset.of(
            Tensor.of(Shape.of(30, 28, 28, 1), pixels), labels, names, digits.preprocessing());
    Model model = Sequential.of(Shape.of(28, 28, 1), new Flatten(), Dense.of(10));
    try (Predictor predictor = predictor(model, digits.preprocessing())) {
      Drawing drawing = Mistakes.find(predictor, named, 30).drawing(20);
      assertDrawn(drawing);
      long told =
          Layout.texts(drawing).stream()
              .filter(text -> text.startsWith("a class w") && text.endsWith(" %)"))
              .count();
      assertEquals(20, told);
    }
  }

  /** Scores and images that are not numbers are shown as such, not as something else. */
  @Test
  void whatIsNoNumberIsNoColour() {
    Model model = Sequential.of(Shape.of(4, 4, 1), Conv2d.of(2, 3), new Flatten(), Dense.of(3));
    Map<String, Tensor> weights = new LinkedHashMap<>();
    model.parameters().forEach(p -> weights.put(p.path(), p.initial(3)));
    weights.get("conv1/w").floats()[1] = Float.NaN;
    try (Predictor predictor = Predictor.of(model, weights, device)) {
      Tensor x = Tensor.zeros(DType.F32, Shape.of(4, 4, 1));
      Layout.check(FeatureMaps.of(predictor, x));
      Layout.check(Filters.of(predictor, "conv1"));
      assertTrue(
          Layout.texts(FeatureMaps.of(predictor, x)).stream()
              .anyMatch(text -> text.contains("not numbers")));
      assertThrows(IllegalArgumentException.class, () -> Saliency.of(predictor, x));
      int none = Ramp.MAGNITUDE.at(Double.NaN);
      assertNotEquals(none, Ramp.MAGNITUDE.at(0));
    }
  }

  @Test
  void aReportHoldsAllOfItAndNeedsNothing() {
    Dataset digits = SyntheticDigits.test(60, 1);
    Model model =
        Sequential.of(
            Shape.of(28, 28, 1),
            Conv2d.of(3, 3),
            new Relu(),
            MaxPool2d.of(4),
            new Flatten(),
            Dense.of(10));
    try (Trainer trainer = Trainer.of(model, device).build()) {
      History history = trainer.fit(digits, Fit.epochs(2).batch(20).validation(digits));
      Evaluation evaluation = trainer.evaluate(digits);
      try (Predictor predictor = trainer.predictor()) {
        String page =
            TrainingReport.of("<script>alert('x')</script>", predictor, history, evaluation, digits)
                .html();
        for (String section :
            List.of(
                "Learning curves",
                "Confusion matrix",
                "Mistakes",
                "Samples",
                "Layers",
                "Weights of conv1",
                "Weights of dense1",
                "Feature maps",
                "Before and after pool1",
                "Saliency of")) {
          assertTrue(page.contains(section), section);
        }
        assertFalse(page.contains("<script"), "text stays text");
        assertFalse(page.contains("src="), "nothing is loaded");
        String links = page.replace("http://www.w3.org/2000/svg", "");
        assertFalse(links.contains("http:") || links.contains("https:"), "nothing is loaded");
        assertFalse(page.contains("url("), "nothing is loaded");
        assertTrue(page.contains("prefers-color-scheme:dark") && page.contains("@media print"));
        assertTrue(page.contains("width=device-width"));
        assertEquals(count(page, "<svg "), count(page, "</svg>"));
        assertEquals(count(page, "<figure"), count(page, "</figure>"));
      }
    }
  }

  private static int count(String text, String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }
}
