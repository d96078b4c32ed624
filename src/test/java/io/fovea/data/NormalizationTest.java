package io.fovea.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.io.Json;
import io.fovea.io.JsonField;
import io.fovea.io.RecordCodec;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ranges of inputs: from the training images alone, the same for whatever comes later. */
class NormalizationTest {
  private static final Shape IMAGE = Shape.of(5, 4, 3);

  private static Dataset data(int n, int seed, boolean isBytes) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[n * 60];
    float[] floats = new float[n * 60];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(40) + 50 * (i % 3));
      floats[i] = (bytes[i] & 0xff) / 100f - 1;
    }
    Shape shape = IMAGE.batched(n);
    Tensor images = isBytes ? Tensor.of(shape, bytes) : Tensor.of(shape, floats);
    Preprocessing as = isBytes ? Preprocessing.unit(IMAGE) : Preprocessing.none(IMAGE);
    return Dataset.of(images, new int[n], List.of("a"), as);
  }

  private static double[] meanAndDeviation(Dataset data, int from, int step) {
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int i = 0; i < data.size(); i++) {
      float[] input = data.input(i).floats();
      for (int k = from; k < input.length; k += step) {
        sum += input[k];
        squares += (double) input[k] * input[k];
        count++;
      }
    }
    double mean = sum / count;
    return new double[] {mean, Math.sqrt(squares / count - mean * mean)};
  }

  @ParameterizedTest
  @EnumSource(Normalization.class)
  void whatHappensToPictureFilesStays(Normalization way) {
    Preprocessing auto = Preprocessing.unit(IMAGE).with(Preprocessing.Invert.AUTO);
    assertEquals(auto.invert(), way.of(data(5, 1, true).with(auto)).invert());
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(booleans = {false, true})
  void standardisesEachChannelByTheTrainingImages(boolean isBytes) {
    Split split =
        Normalization.STANDARDISE.of(new Split(data(50, 1, isBytes), data(9, 2, isBytes)));
    for (int c = 0; c < 3; c++) {
      double[] train = meanAndDeviation(split.train(), c, 3);
      assertEquals(0, train[0], 1e-5);
      assertEquals(1, train[1], 1e-5);
    }
    assertEquals(split.train().preprocessing(), split.test().preprocessing());
    assertTrue(
        Math.abs(meanAndDeviation(split.test(), 0, 3)[0]) > 1e-4, "the test part has its own mean");
  }

  @Test
  void standardisesEachImageByItself() {
    Split split = Normalization.PER_IMAGE.of(new Split(data(4, 1, true), data(3, 2, true)));
    for (int i = 0; i < 4; i++) {
      double[] image = meanAndDeviation(split.train().slice(i, i + 1), 0, 1);
      assertEquals(0, image[0], 1e-5);
      assertEquals(1, image[1], 1e-3);
    }
  }

  @Test
  void aFlatChannelIsOnlyShifted() {
    Dataset flat =
        Dataset.of(
            Tensor.of(Shape.of(2, 1, 1, 1), new byte[] {51, 51}),
            new int[2],
            List.of("a"),
            Preprocessing.unit(Shape.of(1, 1, 1)));
    Preprocessing preprocessing = Normalization.STANDARDISE.of(flat);
    assertEquals(List.of(0.2), preprocessing.mean());
    assertEquals(List.of(1.0), preprocessing.std());
  }

  @ParameterizedTest
  @EnumSource(Normalization.class)
  void allWaysToApplyItAgree(Normalization normalization) {
    Dataset data = data(3, 5, true);
    Preprocessing preprocessing = normalization.of(data);
    Dataset prepared = data.with(preprocessing);
    byte[] stored = new byte[180];
    for (int i = 0; i < 3; i++) {
      data.copyBytes(i, stored, 60 * i);
    }
    Tensor applied = preprocessing.apply(Tensor.of(IMAGE.batched(3), stored));
    Dataset fresh =
        Dataset.of(Tensor.of(IMAGE.batched(3), stored), new int[3], List.of("a"), preprocessing);
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 60; k++) {
        float input = prepared.input(i).floats()[k];
        assertEquals(input, applied.floats()[60 * i + k]);
        assertEquals(input, fresh.input(i).floats()[k]);
      }
    }
    assertEquals(data.input(1), prepared.with(Preprocessing.unit(IMAGE)).input(1));
    var json = new JsonField(RecordCodec.write(preprocessing), "preprocessing");
    assertEquals(preprocessing, RecordCodec.read(json, Preprocessing.class));
  }

  /** Archives of before have no field for it. */
  @Test
  void anOlderPreprocessingIsRead() {
    String old =
        "{\"height\":1,\"width\":1,\"channels\":1,\"invert\":\"no\",\"scale\":1,\"mean\":[0],\"std\":[1]}";
    assertEquals(
        Preprocessing.none(Shape.of(1, 1, 1)),
        RecordCodec.read(new JsonField(Json.parse(old), ""), Preprocessing.class));
  }

  @Test
  void floatsAreNotTakenForBytes() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Normalization.CENTRED.of(data(2, 1, false)));
    assertEquals(
        "normalization: centred is for images of bytes, these are stored as floats",
        e.getMessage());
    Dataset prepared =
        Dataset.of(
            Tensor.of(IMAGE.batched(1), new float[60]),
            new int[1],
            List.of("a"),
            Preprocessing.centred(IMAGE));
    e =
        assertThrows(
            IllegalArgumentException.class, () -> prepared.with(Preprocessing.none(IMAGE)));
    assertTrue(e.getMessage().contains("were prepared already"), e.getMessage());
  }
}
